import { groupBy } from "./group-by.ts";

/** Finds things that are, or may turn out to be, in a namespace; without looking at those of others. */
export type InNamespace<Thing> = (namespace: string | undefined) => readonly Thing[];

/** Things in their order; those that leave their namespace open come after those that are surely there. */
export function byNamespace<Thing>(
  things: readonly Thing[],
  namespaceOf: (thing: Thing) => string | undefined,
): InNamespace<Thing> {
  const groups = groupBy(things, namespaceOf);
  const open = groups.get(undefined) ?? [];
  return (namespace) => {
    if (namespace === undefined) return things;
    const own = groups.get(namespace) ?? [];
    return open.length === 0 ? own : [...own, ...open];
  };
}
