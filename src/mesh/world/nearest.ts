import type { Resource } from "../../manifest/resource.ts";
import { groupBy } from "../../collections/group-by.ts";
import { folderTree, nearestPlaces, nearness, type FolderTree } from "./folder-tree.ts";

/** So few are compared one by one. */
const few = 16;

/** The trees of longer lists: many references mean one of the same variants. */
const trees = new WeakMap<readonly unknown[], FolderTree>();

/**
 * Of several definitions of one thing, those in the folder nearest to `from`. Repositories hold variants
 * (`envs/dev`, `envs/prod`, samples); a reference means the one beside it.
 */
export function nearest<T>(
  from: Resource,
  candidates: readonly T[],
  resourceOf: (candidate: T) => Resource,
): readonly T[] {
  return nearestTo(from.document.source.path, candidates, resourceOf);
}

/** The same for what no resource says, such as a file of a client. */
export function nearestTo<T>(
  path: string,
  candidates: readonly T[],
  resourceOf: (candidate: T) => Resource,
): readonly T[] {
  if (candidates.length < 2) return candidates;
  const pathOf = (candidate: T): string => resourceOf(candidate).document.source.path;
  if (candidates.length < few) return nearestPaths(path, candidates, pathOf);
  const tree = trees.get(candidates) ?? folderTree(candidates.map(pathOf));
  trees.set(candidates, tree);
  const places = nearestPlaces(path, tree);
  return places.length === candidates.length
    ? candidates
    : places.flatMap((place) => candidates[place] ?? []);
}

function nearestPaths<T>(
  path: string,
  candidates: readonly T[],
  pathOf: (candidate: T) => string,
): readonly T[] {
  let best = -1;
  let found: T[] = [];
  for (const candidate of candidates) {
    const depth = nearness(path, pathOf(candidate));
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
