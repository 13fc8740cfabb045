import type { YamlNode } from "./node.ts";

/** Calls `visit` with every key of a tree, as often as it is written. */
export function keysWithin(node: YamlNode, visit: (key: string) => void): void {
  if (node.kind === "list") {
    for (const item of node.items) if (item.kind !== "scalar") keysWithin(item, visit);
    return;
  }
  if (node.kind !== "map") return;
  for (const { key, value } of node.entries) {
    visit(key);
    if (value.kind !== "scalar") keysWithin(value, visit);
  }
}
