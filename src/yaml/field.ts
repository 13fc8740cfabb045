import type { ScalarValue, YamlNode } from "./node.ts";
import type { Located, SourceFile, Span } from "./source.ts";
import {
  countAt,
  endAt,
  entryAt,
  entryLength,
  entryValue,
  hasBit,
  isNullAt,
  itemAt,
  keysAt,
  kindAt,
  kinds,
  noKeys,
  nodeAt,
  plainAt,
  sharedBit,
  startAt,
  styleAt,
  textAt,
  valueAt,
  type Nulls,
  type Tree,
} from "./tree.ts";
import { treeOf } from "./tape.ts";

/**
 * A value in a document, its key and the way up. Everything that rules and views read goes through it, so that
 * every value knows its location. Made on demand, never stored.
 */
export class Field {
  readonly parent: Field | undefined;
  readonly tree: Tree;
  readonly record: number;
  /** The step from `parent`: the offset of a map's entry; for an item of a list -1 less its index. */
  private readonly from: number;

  constructor(tree: Tree, record: number, parent?: Field, from = 0) {
    this.tree = tree;
    this.record = record;
    this.parent = parent;
    this.from = from;
  }

  get source(): SourceFile {
    return this.tree.source;
  }

  /** The value and all that it holds as objects, the same ones each time; not for what is done for every resource. */
  get node(): YamlNode {
    return nodeAt(this.tree, this.record);
  }

  /** Whether it is the very value of another one, however either was come to. */
  isSame({ tree, record }: Field): boolean {
    return this.tree === tree && this.record === record;
  }

  /** The map key or list index under `parent`; `undefined` for the root of a document. */
  get step(): string | number | undefined {
    const { parent, from, tree } = this;
    if (parent === undefined) return undefined;
    if (from < 0) return -1 - from;
    return keysAt(tree, parent.record)[(from - entryAt(parent.record, 0)) / entryLength];
  }

  /** Where the value is written. */
  get span(): Span {
    const { tree, record } = this;
    return { source: tree.source, start: startAt(tree, record), end: endAt(tree, record) };
  }

  /** Where the key is written; the value's place for list items and roots. */
  get keySpan(): Span {
    const { parent, from, tree } = this;
    if (parent === undefined || from < 0) return this.span;
    const { source, records } = tree;
    return { source, start: records[from] ?? 0, end: records[from + 1] ?? 0 };
  }

  /** `spec.http[0].timeout`; empty for the root. */
  get path(): string {
    if (this.parent === undefined) return "";
    if (typeof this.step === "number") return `${this.parent.path}[${this.step}]`;
    const above = this.parent.path;
    const name = String(this.step);
    const written = /^[\w$-]+$/.test(name) ? name : `["${name}"]`;
    return above === "" || written.startsWith("[") ? above + written : `${above}.${written}`;
  }

  /** Other places share these bytes through an anchor, so an edit here would change them too. */
  get shared(): boolean {
    return hasBit(this.tree, this.record, sharedBit) || (this.parent?.shared ?? false);
  }

  get isMap(): boolean {
    return kindAt(this.tree, this.record) === kinds.map;
  }

  get isList(): boolean {
    return kindAt(this.tree, this.record) === kinds.list;
  }

  /** Written but empty, `~` or `null`: the API server treats it as absent. */
  get isNull(): boolean {
    return isNullAt(this.tree, this.record);
  }

  /** The field under `key`, if this is a map that has it with a value other than null. */
  get(key: string): Field | undefined {
    const { tree, record } = this;
    if (kindAt(tree, record) !== kinds.map) return undefined;
    const keys = keysAt(tree, record);
    let index = 0;
    while (index < keys.length && keys[index] !== key) index += 1;
    if (index === keys.length) return undefined;
    const entry = entryAt(record, index);
    const value = entryValue(tree, entry);
    return isNullAt(tree, value) ? undefined : new Field(tree, value, this, entry);
  }

  /** The fields under those of `wanted` that this map has with a value other than null, in the order of `wanted`. */
  pick(wanted: readonly string[]): readonly Field[] {
    return wanted.map((key) => this.get(key)).filter((field) => field !== undefined);
  }

  /** The keys of a map in their order, the same list for all with the same ones; empty for anything else. */
  get keys(): readonly string[] {
    return this.isMap ? keysAt(this.tree, this.record) : noKeys;
  }

  /** The field under the key at an index of them, also where it is null. */
  fieldAt(index: number): Field {
    const { tree, record } = this;
    const entry = entryAt(record, index);
    return new Field(tree, entryValue(tree, entry), this, entry);
  }

  /** Follows keys and list indexes; `undefined` as soon as one is missing or null. */
  at(...steps: readonly (string | number)[]): Field | undefined {
    return follow(this, steps);
  }

  item(index: number): Field | undefined {
    const { tree, record } = this;
    if (!this.isList || index < 0 || index >= countAt(tree, record)) return undefined;
    return new Field(tree, itemAt(tree, record, index), this, -1 - index);
  }

  /** How many items a list has. */
  get size(): number {
    return this.isList ? countAt(this.tree, this.record) : 0;
  }

  /** The items of a list; empty for anything else. */
  items(): readonly Field[] {
    const { tree, record } = this;
    if (!this.isList) return [];
    const count = countAt(tree, record);
    // oxlint-disable-next-line unicorn/no-new-array -- one that grows begins with room for 17
    const found = new Array<Field>(count);
    for (let index = 0; index < count; index += 1) {
      found[index] = new Field(tree, itemAt(tree, record, index), this, -1 - index);
    }
    return found;
  }

  /** The fields of a map with a value other than null; empty for anything else. */
  fields(): readonly Field[] {
    return this.entries().filter(({ isNull }) => !isNull);
  }

  /** All that is written in a map, nulls included; empty for anything else. */
  entries(): readonly Field[] {
    return this.keys.map((_, index) => this.fieldAt(index));
  }

  /** Those of them whose key is wanted, nulls included. */
  fieldsUnder(isWanted: (key: string) => boolean): readonly Field[] {
    return this.keys.flatMap((key, index) => (isWanted(key) ? this.fieldAt(index) : []));
  }

  /** Those of them that are wanted by their key and text, nulls included; most never become a field. */
  fieldsWith(isWanted: (key: string, text: string | undefined) => boolean): readonly Field[] {
    const { tree, record, keys } = this;
    const found: Field[] = [];
    for (let index = 0; index < keys.length; index += 1) {
      const value = textAt(tree, entryValue(tree, entryAt(record, index)));
      if (isWanted(keys[index] ?? "", value)) found.push(this.fieldAt(index));
    }
    return found;
  }

  /** The key this field stands under, with its place. */
  get key(): Located<string> {
    return { value: String(this.step ?? ""), span: this.keySpan };
  }

  /** The scalar, whatever its type; `undefined` for maps, lists and null. */
  scalar(): Located<Exclude<ScalarValue, null>> | undefined {
    const { value } = this;
    return value === undefined || value === null ? undefined : { value, span: this.span };
  }

  /** The value if it is a string, without its place: most strings are only compared. */
  get text(): string | undefined {
    return textAt(this.tree, this.record);
  }

  /** The value if it is a string as kubectl reads it (`on` and `010` are none). */
  string(): Located<string> | undefined {
    const { value } = this;
    return typeof value === "string" ? { value, span: this.span } : undefined;
  }

  number(): Located<number> | undefined {
    const { value } = this;
    return typeof value === "number" ? { value, span: this.span } : undefined;
  }

  boolean(): Located<boolean> | undefined {
    const { value } = this;
    return typeof value === "boolean" ? { value, span: this.span } : undefined;
  }

  /** The strings of a list, other items left out. */
  strings(): readonly Located<string>[] {
    const found: Located<string>[] = [];
    for (const item of this.items()) {
      const text = item.string();
      if (text) found.push(text);
    }
    return found;
  }

  /** The string entries of a map, such as labels. */
  stringMap(): ReadonlyMap<string, Located<string>> {
    const found = new Map<string, Located<string>>();
    for (const field of this.entries()) {
      const text = field.string();
      if (text) found.set(String(field.step), text);
    }
    return found;
  }

  /** The place of a part of this string: exact where it is verbatim on one line, else all of it. */
  slice(from: number, to: number): Span {
    const { tree, record, text, span, source } = this;
    if (text === undefined) return span;
    const quote = styleAt(tree, record) === "plain" ? 0 : 1;
    const start = span.start + quote;
    if (span.end - quote !== start + text.length || !source.text.startsWith(text, start)) {
      return span;
    }
    return { source, start: start + from, end: start + to };
  }

  /** The parts of a string between `separator`s, untrimmed, each with its place. */
  pieces(separator: string): readonly Located<string>[] {
    const text = this.string();
    if (text === undefined) return [];
    const { source, start, end } = this.slice(0, text.value.length);
    const isExact = end - start === text.value.length;
    let from = start;
    return text.value.split(separator).map((value) => {
      const piece = { source, start: from, end: from + value.length };
      from = piece.end + separator.length;
      return { value, span: isExact ? piece : text.span };
    });
  }

  /** The plain JavaScript value. */
  toValue(nulls: Nulls = "keep nulls"): unknown {
    return plainAt(this.tree, this.record, nulls);
  }

  /** The scalar, null included; `undefined` for maps and lists. */
  private get value(): ScalarValue | undefined {
    const { tree, record } = this;
    return kindAt(tree, record) === kinds.scalar ? valueAt(tree, record) : undefined;
  }
}

/** The root of a document. */
export function rootOf(tree: Tree): Field {
  return new Field(tree, tree.root);
}

/** The root of a tree of objects. */
export function fieldOf(source: SourceFile, node: YamlNode): Field {
  return rootOf(treeOf(source, node));
}

function follow(from: Field, steps: readonly (string | number)[]): Field | undefined {
  let here: Field | undefined = from;
  for (const step of steps) here = typeof step === "number" ? here?.item(step) : here?.get(step);
  return here;
}
