import { hostCovers } from "../hosts.ts";

/** Things by host: exact hosts, and wildcards with the longest first. */
export interface HostIndex<Thing> {
  readonly exact: ReadonlyMap<string, Thing>;
  readonly wildcards: readonly (readonly [string, Thing])[];
}

/** The first thing of each host is kept. */
export function hostIndex<Thing>(pairs: Iterable<readonly [string, Thing]>): HostIndex<Thing> {
  const exact = new Map<string, Thing>();
  const wildcards = new Map<string, Thing>();
  for (const [host, thing] of pairs) {
    const into = host.startsWith("*") ? wildcards : exact;
    if (!into.has(host)) into.set(host, thing);
  }
  const longestFirst = [...wildcards].toSorted(
    ([left], [right]) => right.length - left.length || (left < right ? -1 : 1),
  );
  return { exact, wildcards: longestFirst };
}

/**
 * The exact host's thing, else that of the longest wildcard.
 * Source: istio `pilot/pkg/model/sidecar.go` MostSpecificHostMatch (1.31).
 */
export function mostSpecific<Thing>(index: HostIndex<Thing>, host: string): Thing | undefined {
  return (
    index.exact.get(host) ?? index.wildcards.find(([pattern]) => hostCovers(pattern, host))?.[1]
  );
}
