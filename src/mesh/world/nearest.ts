import type { Resource } from "../../manifest/resource.ts";
import { groupBy } from "../../collections/group-by.ts";

const slash = 47;

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
    const depth = nearness(path, resourceOf(candidate).document.source.path);
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
  // Whoever asks about one thing of a group is about to ask about the others.
  const meant = new Map<readonly T[], { readonly path: string; readonly things: ReadonlySet<T> }>();
  return (from, thing) => {
    const group = rivals.get(thing);
    if (group === undefined) return true;
    const { path } = from.document.source;
    let answer = meant.get(group);
    if (answer?.path !== path) {
      answer = { path, things: new Set(nearest(from, group, resourceOf)) };
      meant.set(group, answer);
    }
    return answer.things.has(thing);
  };
}

function identity({ type, namespace, name }: Resource): string {
  return `${type} ${namespace ?? ""} ${name}`;
}

/** How near two files are: by the folders that their paths have in common. */
function nearness(left: string, right: string): number {
  if (left === right) return Infinity;
  let depth = 0;
  let at = 0;
  while (left.charCodeAt(at) === right.charCodeAt(at)) {
    if (left.charCodeAt(at) === slash) depth += 1;
    at += 1;
  }
  // The same folder is nearer than a folder below it.
  const isSameFolder = !left.includes("/", at) && !right.includes("/", at);
  return depth * 2 + (isSameFolder ? 1 : 0);
}
