import type { Field } from "../yaml/field.ts";
import { knownText } from "../yaml/known-text.ts";

/**
 * Paths below one field as a tree, so that what they share is walked once. A step is a key, `[]` for every item of a
 * list, or `{}` for every value of a map.
 */
export interface PathTree<Value> {
  readonly leads: "to a key" | "to items" | "to values";
  readonly step: string;
  /** What the path that ends here stands for. */
  value: Value | undefined;
  readonly below: PathTree<Value>[];
}

/** The tree of paths such as `spec.servers[].tls`, each with what it stands for; the empty path is the field itself. */
export function pathTree<Value>(paths: Iterable<readonly [string, Value]>): PathTree<Value> {
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

function stepInto<Value>(tree: PathTree<Value>, step: string): PathTree<Value> {
  const known = tree.below.find((it) => it.step === step);
  if (known) return known;
  const next = treeAt<Value>(step);
  tree.below.push(next);
  return next;
}

/** Keys are the very strings that trees have: they are compared for each resource. */
function treeAt<Value>(step: string): PathTree<Value> {
  const leads = step === "[]" ? "to items" : step === "{}" ? "to values" : "to a key";
  return { leads, step: knownText(step), value: undefined, below: [] };
}

/** Calls `visit` with each written field that a path of the tree leads to; null counts as absent. */
export function visitPaths<Value>(
  from: Field,
  { value, below }: PathTree<Value>,
  visit: (field: Field, value: Value) => void,
): void {
  if (value !== undefined) visit(from, value);
  // Counted, for nothing runs as often before it is compiled.
  for (let index = 0; index < below.length; index += 1) {
    const next = below[index];
    if (next === undefined) continue;
    if (next.leads === "to a key") {
      const child = from.get(next.step);
      if (child) visitPaths(child, next, visit);
    } else visitAll(next.leads === "to items" ? from.items() : from.fields(), next, visit);
  }
}

function visitAll<Value>(
  children: readonly Field[],
  tree: PathTree<Value>,
  visit: (field: Field, value: Value) => void,
): void {
  for (const child of children) if (!child.isNull) visitPaths(child, tree, visit);
}
