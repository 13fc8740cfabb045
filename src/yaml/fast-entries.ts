import type { Cursor } from "./cursor.ts";
import { noKeys, withKey, type KeyList } from "./key-list.ts";
import { keepKeys, push, writeMap, type Tape } from "./tape.ts";

/** No other map has as many keys, or the same ones. */
const many = 32;

/** A map that is being read: where it begins, what is noted of it, and its keys so far. */
export interface OpenMap {
  readonly start: number;
  readonly from: number;
  list: KeyList;
  /** All of the keys, once there are many. */
  long: Set<string> | undefined;
}

export function openMap({ tape, at }: Cursor): OpenMap {
  return { start: at, from: tape.height, list: noKeys, long: undefined };
}

/** Writes a map whose entries are all read; gives its record. */
export function closeMap({ tape }: Cursor, map: OpenMap, bits: number, end: number): number {
  const { start, from, list, long } = map;
  const keys = long ? keepKeys(tape, [...long]) : numberOf(list, tape);
  return writeMap(tape, keys, { from, start, end, bits });
}

function numberOf(list: KeyList, tape: Tape): number {
  if (list.kept?.among !== tape.keys) {
    list.kept = { among: tape.keys, number: keepKeys(tape, list.keys) };
  }
  return list.kept.number;
}

/** A key as it is written, whose value is still to be read; the key is one of `knownText`. */
export interface WrittenKey {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Gives a map a key; `false` if it has it already. The record of its value must be noted after it. */
export function openEntry(
  { tape }: Cursor,
  map: OpenMap,
  { key, start, end }: WrittenKey,
): boolean {
  if (!addKey(map, key)) return false;
  push(tape, start);
  push(tape, end);
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
