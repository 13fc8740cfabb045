import { groupBy } from "./group-by.ts";
import { lazy } from "./lazy.ts";
import { labelIndex, type Selector } from "./select.ts";

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

/** Finds labelled things that are, or may turn out to be, in a namespace, by selector. */
export function labelIndexByNamespace<Thing>(
  things: readonly Thing[],
  labelsOf: (thing: Thing) => Selector,
  namespaceOf: (thing: Thing) => string | undefined,
): (namespace: string | undefined, selector: Selector) => readonly Thing[] {
  const everywhere = lazy(() => labelIndex(things, labelsOf));
  const groups = lazy(
    () =>
      new Map(
        Array.from(groupBy(things, namespaceOf), ([namespace, found]) => [
          namespace,
          labelIndex(found, labelsOf),
        ]),
      ),
  );
  return (namespace, selector) => {
    if (namespace === undefined) return everywhere()(selector);
    const own = groups().get(namespace)?.(selector) ?? [];
    const open = groups().get(undefined)?.(selector) ?? [];
    return open.length === 0 ? own : [...own, ...open];
  };
}
