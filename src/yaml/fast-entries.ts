import type { Cursor } from "./cursor.ts";
import { knownText } from "./known-text.ts";
import type { MapEntry, YamlNode } from "./node.ts";

/** Up to this size, looking through the entries is faster than keeping a set of keys. */
const few = 12;

/**
 * A map that is being read. The entries of all of them lie on one stack, each map's above those of the maps around it:
 * arrays that grow while they are filled would keep room for many more.
 */
export interface OpenMap {
  readonly from: number;
  keys: Set<string> | undefined;
}

export function openMap({ entries }: Cursor): OpenMap {
  return { from: entries.length, keys: undefined };
}

/** Takes the entries of a map off the stack. */
export function closeMap({ entries }: Cursor, { from }: OpenMap): readonly MapEntry[] {
  const own = entries.slice(from);
  entries.length = from;
  return own;
}

/** Adds an entry under the key that was read last; `false` if it is twice in the map. */
export function addEntry(cursor: Cursor, map: OpenMap, place: KeyPlace, value: YamlNode): boolean {
  const key = knownText(place.key);
  if (has(cursor.entries, map, key)) return false;
  cursor.entries.push({ key, keyStart: place.keyStart, keyEnd: place.keyEnd, value });
  return true;
}

/** A key as it was read: its text, and where it is written. */
export type KeyPlace = Omit<MapEntry, "value">;

function has(entries: readonly MapEntry[], map: OpenMap, key: string): boolean {
  const { from } = map;
  if (entries.length - from < few) {
    for (let at = from; at < entries.length; at += 1) if (entries[at]?.key === key) return true;
    return false;
  }
  map.keys ??= new Set(entries.slice(from).map((entry) => entry.key));
  if (map.keys.has(key)) return true;
  map.keys.add(key);
  return false;
}
