import type { Field } from "../../yaml/field.ts";
import { lazy } from "../../collections/lazy.ts";

/** Paths below one field as a tree, so that what they share is walked once. Most trees of a run are never asked for. */
export interface PathTree<Value> {
  readonly root: () => PathNode<Value>;
}

/** A step is a key, `[]` for every item of a list, or `{}` for every value of a map. */
interface PathNode<Value> {
  readonly step: string;
  /** The value of the path that ends here. */
  value: Value | undefined;
  /** What follows under keys, under every item of a list, and under every value of a map. */
  readonly below: PathNode<Value>[];
  items: PathNode<Value> | undefined;
  values: PathNode<Value> | undefined;
  /** Which of the keys of a map lead on, by its list of keys: most maps share theirs with many others. */
  readonly matches: WeakMap<readonly string[], readonly Match<Value>[]>;
}

interface Match<Value> {
  /** Of the key. */
  readonly index: number;
  readonly tree: PathNode<Value>;
}

/** The tree of paths such as `spec.servers[].tls`, each with what it stands for; the empty path is the field itself. */
export function pathTree<Value>(paths: Iterable<readonly [string, Value]>): PathTree<Value> {
  return { root: lazy(() => rootOf(paths)) };
}

function rootOf<Value>(paths: Iterable<readonly [string, Value]>): PathNode<Value> {
  const root = treeAt<Value>("");
  for (const [path, value] of paths) {
    let here = root;
    for (const step of stepsOf(path)) here = stepInto(here, step);
    here.value = value;
  }
  return root;
}

/** The steps of a path; a key with dots is written `["example.com/key"]`, as `Field.path` does. */
export function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/\["([^"]+)"\]|\[\]|\{\}|[^.[\]{}]+/g)].map(
    ([step, quoted]) => quoted ?? step,
  );
}

function stepInto<Value>(tree: PathNode<Value>, step: string): PathNode<Value> {
  if (step === "[]") return (tree.items ??= treeAt(step));
  if (step === "{}") return (tree.values ??= treeAt(step));
  const known = tree.below.find((it) => it.step === step);
  if (known) return known;
  const next = treeAt<Value>(step);
  tree.below.push(next);
  return next;
}

function treeAt<Value>(step: string): PathNode<Value> {
  return {
    step,
    value: undefined,
    below: [],
    items: undefined,
    values: undefined,
    matches: new WeakMap(),
  };
}

/** Calls `visit` with each written field that a path of the tree leads to; null counts as absent. */
export function visitPaths<Value>(
  from: Field,
  tree: PathTree<Value>,
  visit: (field: Field, value: Value) => void,
): void {
  visitNode(from, tree.root(), visit);
}

function visitNode<Value>(
  from: Field,
  tree: PathNode<Value>,
  visit: (field: Field, value: Value) => void,
): void {
  const { value, below, items, values } = tree;
  if (value !== undefined) visit(from, value);
  if (below.length > 0 && from.isMap) {
    const matches = matchesIn(from.keys, tree);
    // Counted, for nothing runs as often before it is compiled.
    for (let at = 0; at < matches.length; at += 1) {
      const match = matches[at];
      const child = match && from.fieldAt(match.index);
      if (child && !child.isNull) visitNode(child, match.tree, visit);
    }
  }
  if (items) visitAll(from.items(), items, visit);
  if (values) visitAll(from.fields(), values, visit);
}

function matchesIn<Value>(
  keys: readonly string[],
  { below, matches }: PathNode<Value>,
): readonly Match<Value>[] {
  const known = matches.get(keys);
  if (known) return known;
  const found: Match<Value>[] = [];
  for (const tree of below) {
    const index = keys.indexOf(tree.step);
    if (index >= 0) found.push({ index, tree });
  }
  matches.set(keys, found);
  return found;
}

function visitAll<Value>(
  children: readonly Field[],
  tree: PathNode<Value>,
  visit: (field: Field, value: Value) => void,
): void {
  for (const child of children) if (!child.isNull) visitNode(child, tree, visit);
}
