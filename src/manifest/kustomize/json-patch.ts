import type { ListNode, MapNode, YamlNode } from "../../yaml/node.ts";
import type { Refuse } from "./strategic-merge.ts";
import { changeAt, madeMap, textIn, valueAt, valueIn, withoutKey, withValue } from "./trees.ts";

/** A tree after the operations of a JSON patch (RFC 6902), in order. What the patch cannot do is refused. */
export function jsonPatch(root: MapNode, operations: ListNode, refuse: Refuse): MapNode {
  let here: YamlNode = prepared(root, operations);
  for (const operation of operations.items) {
    const changed = apply(here, operation);
    if (changed === undefined) {
      refuse(`there is no \`${textIn(operation, "path") ?? ""}\` to patch`);
      return root;
    }
    here = changed;
  }
  return here.kind === "map" ? here : root;
}

/** While kustomize builds, every resource has annotations, its own ones. */
function prepared(root: MapNode, { items }: ListNode): MapNode {
  const path = ["metadata", "annotations"];
  const annotates = items.find((it) => textIn(it, "path")?.startsWith(`/${path.join("/")}/`));
  if (annotates === undefined || valueAt(root, path) !== undefined) return root;
  const made = changeAt(root, path, () => madeMap([], annotates), annotates);
  return made.kind === "map" ? made : root;
}

/** `undefined` where the place of the operation does not exist, or the operation is not one of the plain ones. */
function apply(root: YamlNode, operation: YamlNode): YamlNode | undefined {
  const path = pointer(textIn(operation, "path"));
  const value = valueIn(operation, "value");
  if (path === undefined || path.length === 0) return undefined;
  switch (textIn(operation, "op")) {
    case "add":
      return value && edit(root, path, (parent, step) => add(parent, step, value));
    case "replace":
      return value && edit(root, path, (parent, step) => replace(parent, step, value));
    case "remove":
      return edit(root, path, remove);
    case "test":
      return (
        value &&
        edit(root, path, (parent, step) => (isAt(parent, step, value) ? parent : undefined))
      );
    case undefined:
    default:
      return undefined;
  }
}

function pointer(path: string | undefined): readonly string[] | undefined {
  if (path?.startsWith("/") !== true) return undefined;
  return path
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

type Edit = (parent: YamlNode, step: string) => YamlNode | undefined;

/** The tree in which `change` was made to the parent of what `path` leads to. */
function edit(node: YamlNode, path: readonly string[], change: Edit): YamlNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return undefined;
  if (rest.length === 0) return change(node, step);
  const below = childOf(node, step);
  const changed = below && edit(below, rest, change);
  return changed && replace(node, step, changed);
}

function childOf(node: YamlNode, step: string): YamlNode | undefined {
  if (node.kind === "map") return valueIn(node, step);
  return node.kind === "list" ? node.items[indexOf(step)] : undefined;
}

/** -1 if it is not an index of an item. */
function indexOf(step: string): number {
  return /^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : -1;
}

function add(parent: YamlNode, step: string, value: YamlNode): YamlNode | undefined {
  if (parent.kind === "map") return withValue(parent, step, value);
  if (parent.kind !== "list") return undefined;
  const at = step === "-" ? parent.items.length : indexOf(step);
  if (at < 0 || at > parent.items.length) return undefined;
  return withItems(parent, parent.items.toSpliced(at, 0, value));
}

/** A key need not be there to be replaced, as kustomize has it. */
function replace(parent: YamlNode, step: string, value: YamlNode): YamlNode | undefined {
  if (parent.kind === "map") return withValue(parent, step, value);
  if (childOf(parent, step) === undefined) return undefined;
  if (parent.kind !== "list") return undefined;
  return withItems(parent, parent.items.toSpliced(indexOf(step), 1, value));
}

function remove(parent: YamlNode, step: string): YamlNode | undefined {
  if (childOf(parent, step) === undefined) return undefined;
  if (parent.kind === "map") return withoutKey(parent, step);
  if (parent.kind !== "list") return undefined;
  return withItems(parent, parent.items.toSpliced(indexOf(step), 1));
}

function withItems(list: ListNode, items: readonly YamlNode[]): ListNode {
  return { ...list, flow: false, items };
}

function isAt(parent: YamlNode, step: string, value: YamlNode): boolean {
  const found = childOf(parent, step);
  return found !== undefined && JSON.stringify(plain(found)) === JSON.stringify(plain(value));
}

function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  const entries = node.entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { entries: entries.map((entry) => [entry.key, plain(entry.value)]) };
}
