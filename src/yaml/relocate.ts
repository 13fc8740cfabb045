import type { MapEntry, YamlNode } from "./node.ts";

/** Where a range of another text is written here, and whether these bytes also represent other text. */
export type Relocation = (
  start: number,
  end: number,
) => { readonly start: number; readonly end: number; readonly shared?: boolean };

/** A copy of a tree that was read from another text, with places in this one. */
export function relocate(node: YamlNode, placeOf: Relocation): YamlNode {
  const place = { ...sharing(node), ...placeOf(node.start, node.end) };
  if (node.kind === "scalar") return { ...node, ...place };
  if (node.kind === "list") {
    return { ...node, ...place, items: node.items.map((item) => relocate(item, placeOf)) };
  }
  return { ...node, ...place, entries: node.entries.map((it) => relocateEntry(it, placeOf)) };
}

function sharing({ shared }: YamlNode): { readonly shared?: boolean } {
  return shared === undefined ? {} : { shared };
}

function relocateEntry({ key, keyStart, keyEnd, value }: MapEntry, placeOf: Relocation): MapEntry {
  const { start, end } = placeOf(keyStart, keyEnd);
  return { key, keyStart: start, keyEnd: end, value: relocate(value, placeOf) };
}
