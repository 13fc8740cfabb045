import { gather } from "./gather.ts";
/** The things of each key, in their order. */
export function groupBy<Thing, Key>(
  things: Iterable<Thing>,
  keyOf: (thing: Thing) => Key,
): ReadonlyMap<Key, readonly Thing[]> {
  const groups = new Map<Key, Thing[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}

/** From what each key has to who has it. */
export function invert<Left, Right>(
  map: ReadonlyMap<Left, readonly Right[]>,
): ReadonlyMap<Right, readonly Left[]> {
  const pairs = gather([...map], ([left, rights]) => rights.map((right) => ({ left, right })));
  return new Map(
    [...groupBy(pairs, ({ right }) => right)].map(([right, found]) => [
      right,
      found.map(({ left }) => left),
    ]),
  );
}
