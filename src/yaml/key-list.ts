import type { MapEntry } from "./node.ts";

/** The keys of a map in order. Maps with the same keys share one list, so looking for a key touches little memory. */
export interface KeyList {
  readonly keys: readonly string[];
  /** Lists with one key more, by that key. */
  readonly longer: Map<string, KeyList>;
  /** Where it was last kept, and under which number. */
  kept: { readonly among: readonly (readonly string[])[]; readonly number: number } | undefined;
}

export const noKeys = listOf([]);

function listOf(keys: readonly string[]): KeyList {
  return { keys, longer: new Map(), kept: undefined };
}

/** Maps with ever new keys, such as labels, are not worth remembering beyond this many lists. */
const most = 8192;
const known = { count: 0 };

/** The list with one key more; `undefined` if it has the key. */
export function withKey(list: KeyList, key: string): KeyList | undefined {
  const found = list.longer.get(key);
  if (found !== undefined) return found;
  if (list.keys.includes(key)) return undefined;
  const longer = listOf([...list.keys, key]);
  if (known.count < most) {
    known.count += 1;
    list.longer.set(key, longer);
  }
  return longer;
}

export function keysOf(entries: readonly MapEntry[]): readonly string[] {
  return entries.map(({ key }) => key);
}
