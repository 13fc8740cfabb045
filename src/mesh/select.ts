import type { Located } from "../yaml/source.ts";

export type Selector = ReadonlyMap<string, Located<string>>;

/** Whether `labels` have everything that `selector` asks for. An empty selector selects all. */
export function selects(selector: Selector, labels: Selector): boolean {
  for (const [key, { value }] of selector) {
    if (labels.get(key)?.value !== value) return false;
  }
  return true;
}

/**
 * Finds labelled things by selector without looking at each: indexed by every `key=value`, narrowed by the
 * selector's rarest pair.
 */
export function labelIndex<T>(
  things: readonly T[],
  labelsOf: (thing: T) => Selector,
): (selector: Selector) => readonly T[] {
  const byPair = new Map<string, T[]>();
  for (const thing of things) {
    for (const [key, { value }] of labelsOf(thing)) {
      const pair = `${key}=${value}`;
      const known = byPair.get(pair);
      if (known) known.push(thing);
      else byPair.set(pair, [thing]);
    }
  }
  return (selector) => {
    let rarest: readonly T[] | undefined;
    for (const [key, { value }] of selector) {
      const found = byPair.get(`${key}=${value}`) ?? [];
      if (rarest === undefined || found.length < rarest.length) rarest = found;
    }
    return (rarest ?? things).filter((thing) => selects(selector, labelsOf(thing)));
  };
}
