import type { Cursor } from "./cursor.ts";
import type { MapEntry, ScalarNode, YamlNode } from "./node.ts";
import { push, takeFrom } from "./stack.ts";

/** Up to this size, looking through the entries is faster than keeping a set of keys. */
const few = 12;

/** A map that is being read: where its entries begin, and their keys once there are many. */
export interface OpenMap {
  readonly from: number;
  keys: Set<string> | undefined;
}

export function openMap({ entries }: Cursor): OpenMap {
  return { from: entries.height, keys: undefined };
}

/** Takes the entries of a map off the stack. */
export function closeMap({ entries }: Cursor, { from }: OpenMap): readonly MapEntry[] {
  return takeFrom(entries, from);
}

/** An entry whose value is still to be read. */
export interface OpenEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  value: YamlNode;
}

const unread: ScalarNode = { kind: "scalar", value: null, style: "plain", start: 0, end: 0 };

/** `key` is one of `knownText`. */
export function openEntry(key: string, keyStart: number, keyEnd: number): OpenEntry {
  return { key, keyStart, keyEnd, value: unread };
}

/** Gives an entry its value and a map the entry; `false` if the key is twice in the map. */
export function addEntry(
  { entries }: Cursor,
  map: OpenMap,
  entry: OpenEntry,
  value: YamlNode,
): boolean {
  const { from } = map;
  const count = entries.height - from;
  if (count < few) {
    for (let at = from; at < entries.height; at += 1) {
      if (entries.things[at]?.key === entry.key) return false;
    }
  } else {
    map.keys ??= new Set(entries.things.slice(from, entries.height).map(({ key }) => key));
    if (map.keys.has(entry.key)) return false;
    map.keys.add(entry.key);
  }
  entry.value = value;
  push(entries, entry);
  return true;
}
