/** Things by host: exact hosts, and wildcards by what follows their star. */
export interface HostIndex<Thing> {
  readonly exact: ReadonlyMap<string, Thing>;
  readonly wildcards: ReadonlyMap<string, Thing>;
  /** Lengths of the keys of `wildcards`, the longest first. */
  readonly lengths: readonly number[];
}

/** The first thing of each host is kept. */
export function hostIndex<Thing>(pairs: Iterable<readonly [string, Thing]>): HostIndex<Thing> {
  const exact = new Map<string, Thing>();
  const wildcards = new Map<string, Thing>();
  for (const [host, thing] of pairs) {
    const isWild = host.startsWith("*");
    const into = isWild ? wildcards : exact;
    const key = isWild ? host.slice(1) : host;
    if (!into.has(key)) into.set(key, thing);
  }
  const lengths = [...new Set(Array.from(wildcards.keys(), ({ length }) => length))];
  return { exact, wildcards, lengths: lengths.toSorted((left, right) => right - left) };
}

/**
 * The exact host's thing, else that of the longest wildcard.
 * Source: istio `pilot/pkg/model/sidecar.go` MostSpecificHostMatch (1.31).
 */
export function mostSpecific<Thing>(index: HostIndex<Thing>, host: string): Thing | undefined {
  const exact = index.exact.get(host);
  if (exact !== undefined) return exact;
  for (const thing of covering(index, host)) return thing;
  return undefined;
}

/** Things of wildcards that cover a host, the longest wildcard first. `*` covers the empty rest too. */
export function* covering<Thing>(index: HostIndex<Thing>, host: string): Iterable<Thing> {
  for (const length of index.lengths) {
    const thing = length < host.length && index.wildcards.get(host.slice(host.length - length));
    if (thing) yield thing;
  }
}
