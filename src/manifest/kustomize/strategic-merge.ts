import type { ListNode, MapNode, YamlNode } from "../../yaml/node.ts";
import { listKeysOf, type ListKeys } from "./merge-keys.ts";
import { isNull, madeMap, textIn, valueIn } from "./trees.ts";

/** Why something is not supported: shown to the user, a phrase after "because". */
export type Refuse = (reason: string) => void;

interface Merging {
  readonly keys: ListKeys;
  readonly refuse: Refuse;
}

/**
 * A resource of `type` after a strategic merge patch; `undefined` where the patch deletes it. What is not done just
 * as kustomize does it is refused. Source: `sigs.k8s.io/kustomize/kyaml` `yaml/merge2`, `yaml/walk` (kustomize 5).
 */
export function strategicMerge(
  type: string,
  base: MapNode,
  patch: MapNode,
  refuse: Refuse,
): MapNode | undefined {
  const merged = mergeMaps(base, patch, "", { keys: listKeysOf(type), refuse });
  return merged?.kind === "map" ? merged : undefined;
}

function merge(
  base: YamlNode | undefined,
  patch: YamlNode,
  path: string,
  merging: Merging,
): YamlNode | undefined {
  if (isNull(patch)) return undefined;
  if (base === undefined || isNull(base)) return added(patch, merging);
  if (base.kind !== patch.kind) {
    merging.refuse(`a patch has another type than \`${path}\``);
    return base;
  }
  if (patch.kind === "map" && base.kind === "map") return mergeMaps(base, patch, path, merging);
  if (patch.kind === "list" && base.kind === "list") return mergeLists(base, patch, path, merging);
  return patch;
}

/** What only the patch has: nothing of it may be an instruction. */
function added(patch: YamlNode, merging: Merging): YamlNode | undefined {
  if (textIn(patch, "$patch") === "delete") return undefined;
  if (holdsDirective(patch)) merging.refuse("a patch has a directive without anything to patch");
  return patch;
}

function mergeMaps(
  base: MapNode,
  patch: MapNode,
  path: string,
  merging: Merging,
): YamlNode | undefined {
  const directive = textIn(patch, "$patch");
  if (directive === "delete") return undefined;
  const plain = patch.entries.filter((entry) => entry.key !== "$patch");
  const foreign = plain.map(({ key }) => key).find((key) => key.startsWith("$"));
  if (foreign !== undefined) merging.refuse(`a patch has the directive \`${foreign}\``);
  if (directive === "replace") return madeMap(plain, patch);
  const changes = new Map(plain.map((entry) => [entry.key, entry]));
  const old = new Set(base.entries.map(({ key }) => key));
  const kept = base.entries.flatMap((entry) => {
    const change = changes.get(entry.key);
    if (change === undefined) return [entry];
    const value = merge(entry.value, change.value, pathBelow(path, entry.key), merging);
    if (value === undefined) return [];
    // The key of the patch, where the patch gives the whole value.
    return [value === change.value ? change : { ...entry, value }];
  });
  const fresh = plain.flatMap((entry) => {
    if (old.has(entry.key)) return [];
    const value = merge(undefined, entry.value, pathBelow(path, entry.key), merging);
    return value === undefined ? [] : [{ ...entry, value }];
  });
  return madeMap([...kept, ...fresh], base);
}

function pathBelow(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function mergeLists(
  base: ListNode,
  patch: ListNode,
  path: string,
  merging: Merging,
): YamlNode | undefined {
  const keys = merging.keys[path];
  if (keys === undefined) {
    if (holdsDirective(patch)) merging.refuse(`\`${path}\` is not a list that is merged`);
    return patch;
  }
  const content = patch.items.filter(isContent);
  const all = [...base.items, ...content];
  const half = keys.find((key) => isHalfUsed(all, key));
  const tell = tellerBy(keys);
  const isPlain =
    all.every((item) => scalarIn(item, keys[0]) !== undefined) &&
    [base.items, content].every((items) => areDistinct(items.map(tell)));
  if (half !== undefined) merging.refuse(`only some items of \`${path}\` have \`${half}\``);
  else if (!isPlain || !patch.items.filter(isDirective).every(replaces)) {
    merging.refuse(`items of \`${path}\` cannot be distinguished`);
  }
  // As kustomize does: what the patch names comes first, in its order.
  const old = patch.items.some(replaces) ? [] : base.items;
  const rivals = new Map(old.map((item) => [tell(item), item]));
  const named = content.flatMap(
    (item) => merge(rivals.get(tell(item)), item, `${path}.*`, merging) ?? [],
  );
  const names = new Set(content.map(tell));
  const items = [...named, ...old.filter((item) => !names.has(tell(item)))];
  return { ...base, flow: false, items };
}

const isDirective = (item: YamlNode): boolean =>
  item.kind === "map" && item.entries.every((entry) => entry.key === "$patch");
const isContent = (item: YamlNode): boolean => !isDirective(item);
const replaces = (item: YamlNode): boolean =>
  isDirective(item) && textIn(item, "$patch") === "replace";

/** Kustomize 5.5 never matches items with a key to items without it: the patch is lost. */
function isHalfUsed(items: readonly YamlNode[], key: string): boolean {
  const having = items.filter((item) => scalarIn(item, key) !== undefined);
  return having.length > 0 && having.length < items.length;
}

function tellerBy(keys: readonly string[]): (item: YamlNode) => string {
  return (item) => JSON.stringify(keys.map((key) => scalarIn(item, key) ?? null));
}

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function scalarIn(item: YamlNode, key: string): string | undefined {
  const value = valueIn(item, key);
  return value?.kind === "scalar" && value.value !== null ? String(value.value) : undefined;
}

function holdsDirective(node: YamlNode): boolean {
  if (node.kind === "list") return node.items.some(holdsDirective);
  if (node.kind === "scalar") return false;
  return node.entries.some((entry) => entry.key.startsWith("$") || holdsDirective(entry.value));
}
