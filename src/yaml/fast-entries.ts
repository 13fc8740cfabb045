import type { MapEntry, ScalarNode, YamlNode } from "./node.ts";
import { keyText } from "./scalar.ts";

/** Up to this size, looking through the entries is faster than keeping a set of keys. */
const few = 12;

/** The entries of a map that is being read. */
export interface Entries {
  readonly entries: MapEntry[];
  keys: Set<string> | undefined;
}

export function startEntries(): Entries {
  return { entries: [], keys: undefined };
}

/** Adds an entry; `false` if its key is twice in the map, merges another map, or is none for kubectl. */
export function addEntry(text: string, found: Entries, key: ScalarNode, value: YamlNode): boolean {
  const named = namedKey(text, key);
  if (named === undefined || has(found, String(named.value))) return false;
  found.entries.push({ key: named, value });
  return true;
}

function namedKey(text: string, key: ScalarNode): ScalarNode | undefined {
  if (typeof key.value === "string") {
    return key.value === "<<" && key.style === "plain" ? undefined : key;
  }
  const value = keyText(key.value, text.slice(key.start, key.end));
  return value === undefined ? undefined : { ...key, value };
}

function has(found: Entries, key: string): boolean {
  const { entries } = found;
  if (entries.length < few) {
    for (const entry of entries) if (entry.key.value === key) return true;
    return false;
  }
  found.keys ??= new Set(entries.map((entry) => String(entry.key.value)));
  if (found.keys.has(key)) return true;
  found.keys.add(key);
  return false;
}
