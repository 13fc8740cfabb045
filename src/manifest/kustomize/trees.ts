import { keysOf } from "../../yaml/key-list.ts";
import type { MapEntry, MapNode, ScalarNode, ScalarValue, YamlNode } from "../../yaml/node.ts";

/** A stretch of the text that a tree is written in. */
type Place = Pick<YamlNode, "start" | "end">;

/** The value under `key`, null included. */
export function valueIn(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind !== "map") return undefined;
  return node.entries.find((entry) => entry.key === key)?.value;
}

export function valueAt(node: YamlNode, path: readonly string[]): YamlNode | undefined {
  let here: YamlNode | undefined = node;
  for (const key of path) here = valueIn(here, key);
  return here;
}

export function textIn(node: YamlNode | undefined, key: string): string | undefined {
  const value = valueIn(node, key);
  return value?.kind === "scalar" && typeof value.value === "string" ? value.value : undefined;
}

export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** A value that stands nowhere in these words; `place` is where it comes from. */
export function madeScalar(value: ScalarValue, { start, end }: Place): ScalarNode {
  return { kind: "scalar", value, style: "double", start, end, shared: true };
}

/** A map of entries that come from several places. */
export function madeMap(entries: readonly MapEntry[], { start, end }: Place): MapNode {
  return { kind: "map", flow: false, start, end, keys: keysOf(entries), entries };
}

/** The map with `value` under `key`: in the place of what is there, or as its last entry. */
export function withValue(map: MapNode, key: string, value: YamlNode): MapNode {
  const old = map.entries.find((entry) => entry.key === key);
  const { keyStart, keyEnd } = old ?? { keyStart: value.start, keyEnd: value.end };
  const made = { key, keyStart, keyEnd, value };
  const entries = old
    ? map.entries.map((entry) => (entry === old ? made : entry))
    : [...map.entries, made];
  return madeMap(entries, map);
}

export function withoutKey(map: MapNode, key: string): MapNode {
  return madeMap(
    map.entries.filter((entry) => entry.key !== key),
    map,
  );
}

/**
 * The tree with what `change` makes of the value at `path`. Maps on the way are made where `create` says so, else a
 * tree without them stays as it is; `*` stands for every item of a list.
 */
export function changeAt(
  node: YamlNode,
  path: readonly string[],
  change: (old: YamlNode | undefined) => YamlNode | undefined,
  create: Place | undefined,
): YamlNode {
  const [key, ...rest] = path;
  if (key === undefined) return change(node) ?? node;
  if (key === "*") {
    if (node.kind !== "list") return node;
    const items = node.items.map((item) => changeAt(item, rest, change, create));
    return { ...node, items };
  }
  if (node.kind !== "map") return node;
  const old = valueIn(node, key);
  const value = changedValue(old && !isNull(old) ? old : undefined, rest, change, create);
  return value === undefined || value === old ? node : withValue(node, key, value);
}

function changedValue(
  old: YamlNode | undefined,
  rest: readonly string[],
  change: (old: YamlNode | undefined) => YamlNode | undefined,
  create: Place | undefined,
): YamlNode | undefined {
  if (old === undefined && create === undefined) return undefined;
  if (rest.length === 0) return change(old);
  const below = old ?? (create && madeMap([], create));
  return below && changeAt(below, rest, change, create);
}
