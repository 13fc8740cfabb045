import type { Located } from "../../yaml/source.ts";
import { groupBy } from "../../collections/group-by.ts";

export type Selector = ReadonlyMap<string, Located<string>>;

/** Labels, of which it does not matter where they are written. */
export type LabelValues = ReadonlyMap<string, { readonly value: string }>;

/** Whether `labels` have everything that `selector` asks for. An empty selector selects all. */
export function selects(selector: LabelValues, labels: LabelValues): boolean {
  for (const [key, { value }] of selector) {
    if (labels.get(key)?.value !== value) return false;
  }
  return true;
}

/** Whether one thing may have the labels of both. */
export function mayAgree(left: LabelValues, right: LabelValues): boolean {
  for (const [key, { value }] of left) {
    if ((right.get(key)?.value ?? value) !== value) return false;
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
  const byKey = new Map<string, Map<string, T[]>>();
  for (const thing of things) {
    for (const [key, { value }] of labelsOf(thing)) {
      const byValue = byKey.get(key) ?? new Map<string, T[]>();
      byKey.set(key, byValue);
      const known = byValue.get(value);
      if (known) known.push(thing);
      else byValue.set(value, [thing]);
    }
  }
  return (selector) => {
    let rarest = things;
    for (const [key, { value }] of selector) {
      const found = byKey.get(key)?.get(value);
      if (found === undefined) return [];
      if (found.length < rarest.length) rarest = found;
    }
    return selector.size < 2 ? rarest : rarest.filter((it) => selects(selector, labelsOf(it)));
  };
}

/**
 * Finds things that select by labels: those whose selectors `labels` satisfy, in their order, without looking at each:
 * indexed by the rarest pair of each selector.
 */
export function selectorIndex<T>(
  things: readonly T[],
  selectorOf: (thing: T) => LabelValues,
): (labels: LabelValues) => readonly T[] {
  const uses = new Map<string, number>();
  for (const pair of things.flatMap((thing) => pairsOf(selectorOf(thing)))) {
    uses.set(pair, (uses.get(pair) ?? 0) + 1);
  }
  const usesOf = (pair: string): number => uses.get(pair) ?? 0;
  const placed = things.map((thing, place) => ({ thing, place, selector: selectorOf(thing) }));
  const byPair = groupBy(placed, ({ selector }) =>
    pairsOf(selector).reduce(
      (rarest, pair) => (rarest === noPair || usesOf(pair) < usesOf(rarest) ? pair : rarest),
      noPair,
    ),
  );
  return (labels) =>
    [noPair, ...pairsOf(labels)]
      .flatMap((pair) => byPair.get(pair) ?? [])
      .filter(({ selector }) => selects(selector, labels))
      .toSorted((left, right) => left.place - right.place)
      .map(({ thing }) => thing);
}

/**
 * Finds things whose labels may be those of one thing together with others, in their order, without looking at each: indexed
 * by the first pair of each.
 */
export function agreementIndex<T>(
  things: readonly T[],
  labelsOf: (thing: T) => LabelValues,
): (labels: LabelValues) => readonly T[] {
  const placed = things.map((thing, place) => ({ thing, place, labels: labelsOf(thing) }));
  const byKey = new Map(
    [...groupBy(placed, ({ labels }) => firstOf(labels)?.[0])].map(([key, all]) => [
      key,
      { all, byValue: groupBy(all, ({ labels }) => firstOf(labels)?.[1].value) },
    ]),
  );
  return (labels) =>
    Array.from(byKey, ([key, { all, byValue }]) => {
      const wanted = key === undefined ? undefined : labels.get(key)?.value;
      return wanted === undefined ? all : (byValue.get(wanted) ?? []);
    })
      .flat()
      .filter((it) => mayAgree(it.labels, labels))
      .toSorted((left, right) => left.place - right.place)
      .map(({ thing }) => thing);
}

function firstOf(labels: LabelValues): readonly [string, { readonly value: string }] | undefined {
  const [first] = labels;
  return first;
}

/** Where selectors are that ask for nothing. */
const noPair = "";

function pairsOf(labels: LabelValues): readonly string[] {
  return Array.from(labels, ([key, { value }]) => `${key}=${value}`);
}
