import { groupBy } from "../../collections/group-by.ts";
import { lazy } from "../../collections/lazy.ts";

/** A namespace that a document leaves open may turn out to be any, so it agrees with all. */
export function namespacesAgree(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right;
}

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

/** An index of its own for each namespace; things that leave theirs open come last. */
export function indexByNamespace<Thing, Question>(
  things: readonly Thing[],
  namespaceOf: (thing: Thing) => string | undefined,
  indexOf: (things: readonly Thing[]) => (question: Question) => readonly Thing[],
): (namespace: string | undefined, question: Question) => readonly Thing[] {
  const everywhere = lazy(() => indexOf(things));
  const groups = lazy(
    () =>
      new Map(
        Array.from(groupBy(things, namespaceOf), ([namespace, found]) => [
          namespace,
          indexOf(found),
        ]),
      ),
  );
  return (namespace, question) => {
    if (namespace === undefined) return everywhere()(question);
    const own = groups().get(namespace)?.(question) ?? [];
    const open = groups().get(undefined)?.(question) ?? [];
    return open.length === 0 ? own : [...own, ...open];
  };
}
