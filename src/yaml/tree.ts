import { blockText } from "./block-text.ts";
import type { EmbeddedYaml } from "./embedded.ts";
import type { MapEntry, ScalarStyle, ScalarValue, YamlNode } from "./node.ts";
import type { SourceFile } from "./source.ts";

/**
 * The values of one document as a sequence of numbers: an object for each would be most of what a run over many
 * files needs, in memory and in time. A value is a record of four numbers: its header, where it starts, where it ends, and
 *
 * - of a scalar: where in `values` it is; `null` and what nobody has read yet have numbers of their own
 * - of a map: where in `keys` its keys are; three numbers for each of them follow: where the key starts, where it ends,
 *   and where the record of its value is
 * - of a list: how many items it has; where their records are follows
 *
 * Records come before those that lead to them. To that of an anchor lead its aliases, too.
 */
export interface Tree {
  readonly source: SourceFile;
  /** Records of other documents may be before and after these. */
  readonly records: Int32Array;
  /** Its first record, and its last one. */
  readonly first: number;
  readonly root: number;
  /** Of maps, in their order. Those with the same keys share one list, also with other documents. */
  readonly keys: readonly (readonly string[])[];
  /** Of scalars that were read, and of those that are not written as they are read; of other documents, too. */
  readonly values: ScalarValue[];
  /** The records that somebody wanted as objects. */
  nodes?: Map<number, YamlNode>;
  /** The lists of keys that its maps have, once somebody asked for them. */
  keyLists?: ReadonlySet<readonly string[]>;
  /** The documents in texts that somebody read as YAML, by the record of the text. */
  embedded?: Map<number, EmbeddedYaml>;
}

/** Kinds of records, in the last two bits of a header. */
export const kinds = { scalar: 0, map: 1, list: 2 } as const;
const kindBits = 3;
/** Between brackets or braces. */
export const flowBit = 4;
/** Other places share these bytes. */
export const sharedBit = 8;
const styleShift = 4;

export const headLength = 4;
export const entryLength = 3;

/** Special indexes instead of one into `values`: text as written, and null. */
export const asWritten = -1;
export const none = -2;

const styles: readonly ScalarStyle[] = ["plain", "single", "double", "literal", "folded"];

export function scalarHeader(style: ScalarStyle): number {
  return styles.indexOf(style) << styleShift;
}

type Records = Pick<Tree, "records">;

export function kindAt({ records }: Records, at: number): number {
  return (records[at] ?? 0) & kindBits;
}

export function hasBit({ records }: Records, at: number, bit: number): boolean {
  return ((records[at] ?? 0) & bit) !== 0;
}

export function startAt({ records }: Records, at: number): number {
  return records[at + 1] ?? 0;
}

export function endAt({ records }: Records, at: number): number {
  return records[at + 2] ?? 0;
}

export function isNullAt({ records }: Records, at: number): boolean {
  return records[at + 3] === none;
}

export function styleAt({ records }: Records, at: number): ScalarStyle {
  return styles[(records[at] ?? 0) >> styleShift] ?? "plain";
}

/** Whether a record is text that has not been read yet. */
export function isWrittenText({ records }: Records, at: number): boolean {
  return records[at + 3] === asWritten;
}

/** A scalar's value; texts are cut out when they are first asked for. */
export function valueAt(tree: Tree, at: number): ScalarValue {
  const { records, values, source } = tree;
  const index = records[at + 3] ?? none;
  if (index >= 0) return values[index] ?? null;
  if (index === none) return null;
  const value = writtenText(source.text, tree, at);
  records[at + 3] = values.push(value) - 1;
  return value;
}

function writtenText(text: string, tree: Records, at: number): string {
  const style = styleAt(tree, at);
  const start = startAt(tree, at);
  if (style === "literal" || style === "folded") return blockText(text, start);
  const quote = style === "plain" ? 0 : 1;
  return text.slice(start + quote, endAt(tree, at) - quote);
}

/** A scalar's value if it is a text; `undefined` for all else. */
export function textAt(tree: Tree, at: number): string | undefined {
  const value = kindAt(tree, at) === kinds.scalar ? valueAt(tree, at) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** The keys of a map, in order. */
export function keysAt({ records, keys }: Tree, at: number): readonly string[] {
  return keys[records[at + 3] ?? none] ?? noKeys;
}

export const noKeys: readonly string[] = [];

/** The lists of keys that its maps have, each once. */
export function keyListsIn(tree: Tree): ReadonlySet<readonly string[]> {
  tree.keyLists ??= readKeyLists(tree);
  return tree.keyLists;
}

function readKeyLists(tree: Tree): ReadonlySet<readonly string[]> {
  const found = new Set<readonly string[]>();
  let at = tree.first;
  while (at <= tree.root) {
    const kind = kindAt(tree, at);
    let length = headLength;
    if (kind === kinds.map) {
      const keys = keysAt(tree, at);
      found.add(keys);
      length += keys.length * entryLength;
    } else if (kind === kinds.list) length += countAt(tree, at);
    at += length;
  }
  return found;
}

/** Where the entry of a map's key is written, by the key's index. */
export function entryAt(at: number, index: number): number {
  return at + headLength + index * entryLength;
}

/** The record of the value of an entry. */
export function entryValue({ records }: Records, entry: number): number {
  return records[entry + 2] ?? 0;
}

/** How many items a list has. */
export function countAt({ records }: Records, at: number): number {
  return records[at + 3] ?? 0;
}

/** The record of a list's item. */
export function itemAt({ records }: Records, at: number, index: number): number {
  return records[at + headLength + index] ?? 0;
}

/** A record as an object, the same one each time. */
export function nodeAt(tree: Tree, at: number): YamlNode {
  tree.nodes ??= new Map();
  const known = tree.nodes.get(at);
  if (known) return known;
  const made = madeNode(tree, at, (below) => nodeAt(tree, below));
  tree.nodes.set(at, made);
  return made;
}

/** The same as an object of its own, which nothing keeps. */
export function copyAt(tree: Tree, at: number): YamlNode {
  return madeNode(tree, at, (below) => copyAt(tree, below));
}

function madeNode(tree: Tree, at: number, make: (at: number) => YamlNode): YamlNode {
  const shared = hasBit(tree, at, sharedBit);
  const place = {
    start: startAt(tree, at),
    end: endAt(tree, at),
    ...(shared && { shared }),
  };
  const kind = kindAt(tree, at);
  if (kind === kinds.scalar) {
    return { kind: "scalar", value: valueAt(tree, at), style: styleAt(tree, at), ...place };
  }
  const flow = hasBit(tree, at, flowBit);
  if (kind === kinds.list) {
    const items = Array.from({ length: countAt(tree, at) }, (_, index) =>
      make(itemAt(tree, at, index)),
    );
    return { kind: "list", flow, items, ...place };
  }
  const keys = keysAt(tree, at);
  return { kind: "map", flow, keys, entries: keys.map(entryOf), ...place };

  function entryOf(key: string, index: number): MapEntry {
    const entry = entryAt(at, index);
    return {
      key,
      keyStart: tree.records[entry] ?? 0,
      keyEnd: tree.records[entry + 1] ?? 0,
      value: make(entryValue(tree, entry)),
    };
  }
}

/** What becomes of null under the keys of a plain value; in lists it stays, for the positions of the other items. */
export type Nulls = "keep nulls" | "drop nulls";

/** The plain value of a record, as `JSON.parse` of kubectl's output would give it. */
export function plainAt(tree: Tree, at: number, nulls: Nulls): unknown {
  const kind = kindAt(tree, at);
  if (kind === kinds.scalar) return valueAt(tree, at);
  if (kind === kinds.list) {
    const items: unknown[] = [];
    const count = countAt(tree, at);
    for (let index = 0; index < count; index += 1) {
      items.push(plainAt(tree, itemAt(tree, at, index), nulls));
    }
    return items;
  }
  const result: Record<string, unknown> = {};
  const keys = keysAt(tree, at);
  for (let index = 0; index < keys.length; index += 1) {
    const value = entryValue(tree, entryAt(at, index));
    if (nulls === "drop nulls" && isNullAt(tree, value)) continue;
    put(result, keys[index] ?? "", plainAt(tree, value, nulls));
  }
  return result;
}

/** Sets a key of a plain value. */
export function put(result: Record<string, unknown>, key: string, value: unknown): void {
  // A plain assignment would set the prototype.
  if (key === "__proto__") Object.defineProperty(result, key, { value, enumerable: true });
  else result[key] = value;
}
