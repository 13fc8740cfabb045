import type { MapEntry } from "./node.ts";

/** The keys of a map in order. Maps with the same keys share one list, so looking for a key touches little memory. */
export interface KeyList {
  readonly keys: readonly string[];
  /** Lists with one key more, by that key. */
  readonly longer: Map<string, KeyList>;
}

export const noKeys: KeyList = { keys: [], longer: new Map() };

/** Maps with ever new keys, such as labels, are not worth remembering beyond this many lists. */
const most = 8192;
const known = { count: 0 };

/** The list with one key more; `undefined` if it has the key. */
export function withKey(list: KeyList, key: string): KeyList | undefined {
  const found = list.longer.get(key);
  if (found !== undefined) return found;
  if (list.keys.includes(key)) return undefined;
  const longer = { keys: [...list.keys, key], longer: new Map<string, KeyList>() };
  if (known.count < most) {
    known.count += 1;
    list.longer.set(key, longer);
  }
  return longer;
}

export function keysOf(entries: readonly MapEntry[]): readonly string[] {
  return entries.map(({ key }) => key);
}
