import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "./group-by.ts";

/**
 * Of several definitions of one thing, those in the folder nearest to `from`. Repositories hold variants
 * (`envs/dev`, `envs/prod`, samples); a reference means the one beside it.
 */
export function nearest<T>(
  from: Resource,
  candidates: readonly T[],
  resourceOf: (candidate: T) => Resource,
): readonly T[] {
  if (candidates.length < 2) return candidates;
  const path = from.document.source.path;
  let best = -1;
  let found: T[] = [];
  for (const candidate of candidates) {
    const depth = sharedFolders(path, resourceOf(candidate).document.source.path);
    if (depth > best) {
      best = depth;
      found = [];
    }
    if (depth === best) found.push(candidate);
  }
  return found;
}

/**
 * Whether a reference means a thing rather than another definition of the same thing, by its folder. Only definitions of
 * one kind, namespace and name compete.
 */
export function meantAmong<T>(
  things: readonly T[],
  resourceOf: (thing: T) => Resource,
): (from: Resource, thing: T) => boolean {
  const groups = groupBy(things, (thing) => identity(resourceOf(thing)));
  const rivals = new Map(
    [...groups.values()]
      .filter(({ length }) => length > 1)
      .flatMap((group) => group.map((thing) => [thing, group] as const)),
  );
  return (from, thing) => {
    const group = rivals.get(thing);
    return group === undefined || nearest(from, group, resourceOf).includes(thing);
  };
}

function identity({ type, namespace, name }: Resource): string {
  return `${type} ${namespace ?? ""} ${name}`;
}

/** Folders that two paths have in common; one more if they are the same file. */
function sharedFolders(left: string, right: string): number {
  if (left === right) return Infinity;
  const leftSteps = left.split("/");
  const rightSteps = right.split("/");
  let depth = 0;
  while (depth < leftSteps.length - 1 && leftSteps[depth] === rightSteps[depth]) depth += 1;
  // The same folder is nearer than a folder below it.
  return depth * 2 + (depth === leftSteps.length - 1 && depth === rightSteps.length - 1 ? 1 : 0);
}
