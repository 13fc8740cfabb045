import type { Cursor } from "./cursor.ts";
import { noKeys, withKey, type KeyList } from "./key-list.ts";
import type { MapNode, ScalarNode, YamlNode } from "./node.ts";
import { push, takeFrom } from "./stack.ts";

/** No other map has so many keys and the same ones. */
const many = 32;

/** A map that is being read: where it and its entries begin, and their keys so far. */
export interface OpenMap {
  readonly start: number;
  readonly from: number;
  list: KeyList;
  /** All of the keys, once there are many. */
  long: Set<string> | undefined;
}

export function openMap({ entries, at }: Cursor): OpenMap {
  return { start: at, from: entries.height, list: noKeys, long: undefined };
}

/** Takes the entries of a map off the stack. */
export function closeMap({ entries }: Cursor, map: OpenMap, flow: boolean, end: number): MapNode {
  const { start, from, list, long } = map;
  const keys = long ? [...long] : list.keys;
  return { kind: "map", flow, keys, entries: takeFrom(entries, from), start, end };
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
  if (!addKey(map, entry.key)) return false;
  entry.value = value;
  push(entries, entry);
  return true;
}

function addKey(map: OpenMap, key: string): boolean {
  if (map.long === undefined && map.list.keys.length === many) map.long = new Set(map.list.keys);
  if (map.long === undefined) {
    const list = withKey(map.list, key);
    map.list = list ?? map.list;
    return list !== undefined;
  }
  if (map.long.has(key)) return false;
  map.long.add(key);
  return true;
}
