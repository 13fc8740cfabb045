import type { Resource } from "../manifest/resource.ts";
import type { Places } from "../mesh/objects/written-at.ts";
import type { Field } from "../yaml/field.ts";
import { pathTree, visitPaths, type PathTree } from "../mesh/objects/path-tree.ts";

/**
 * The written fields at the places of a resource's kind; null counts as absent, as after the API server's pruning.
 * None for a patch, which is not a whole object.
 */
export function placesOf({ type, role, root }: Resource, places: Places): readonly Field[] {
  const paths = role === "patch" ? undefined : places[type];
  return paths ? collect(root, treeOf(paths)) : nowhere;
}

const nowhere: readonly Field[] = [];

/** The written fields at a path below `from`. */
export function fieldsAt(from: Field, path: string): readonly Field[] {
  return collect(from, pathOf(path));
}

/** The written fields below `from` that the paths of a tree lead to, each with what its path stands for. */
export function fieldsAlong<Value>(
  from: Field,
  tree: PathTree<Value>,
): readonly (readonly [Field, Value])[] {
  const found: [Field, Value][] = [];
  visitPaths(from, tree, (field, value) => found.push([field, value]));
  return found;
}

function collect(from: Field, tree: PathTree<true>): readonly Field[] {
  const found: Field[] = [];
  visitPaths(from, tree, (field) => found.push(field));
  return found;
}

// Paths are few and fixed, and every resource is asked for them.
const knownPaths = new Map<string, PathTree<true>>();
const knownLists = new WeakMap<readonly string[], PathTree<true>>();

function pathOf(path: string): PathTree<true> {
  const tree = knownPaths.get(path) ?? pathTree([[path, true]]);
  knownPaths.set(path, tree);
  return tree;
}

function treeOf(paths: readonly string[]): PathTree<true> {
  const tree = knownLists.get(paths) ?? pathTree(paths.map((path) => [path, true] as const));
  knownLists.set(paths, tree);
  return tree;
}
