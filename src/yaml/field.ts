import type { MapEntry, MapNode, ScalarValue, YamlNode } from "./node.ts";
import type { Located, SourceFile, Span } from "./source.ts";

/**
 * A place in a document: a value, the key it stands under, and the way up. Everything that rules and views
 * read goes through it, so that every value knows where it was written. Made on demand, never stored.
 */
export class Field {
  readonly source: SourceFile;
  readonly node: YamlNode;
  readonly parent: Field | undefined;
  /** What leads here from `parent`: an entry of a map, or an index of a list. */
  private readonly from: MapEntry | number | undefined;

  constructor(source: SourceFile, node: YamlNode, parent?: Field, from?: MapEntry | number) {
    this.source = source;
    this.node = node;
    this.parent = parent;
    this.from = from;
  }

  /** The map key or list index under `parent`; `undefined` for the root of a document. */
  get step(): string | number | undefined {
    const { from } = this;
    return typeof from === "object" ? from.key : from;
  }

  /** Where the value is written. */
  get span(): Span {
    return { source: this.source, start: this.node.start, end: this.node.end };
  }

  /** Where the key is written; the value's place for list items and roots. */
  get keySpan(): Span {
    const { from, source } = this;
    return typeof from === "object"
      ? { source, start: from.keyStart, end: from.keyEnd }
      : { source, start: this.node.start, end: this.node.end };
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
    return this.node.shared === true || (this.parent?.shared ?? false);
  }

  get isMap(): boolean {
    return this.node.kind === "map";
  }

  get isList(): boolean {
    return this.node.kind === "list";
  }

  /** Written but empty, `~` or `null`: the API server treats it as absent. */
  get isNull(): boolean {
    return this.node.kind === "scalar" && this.node.value === null;
  }

  /** The field under `key`, if this is a map that has it with a value other than null. */
  get(key: string): Field | undefined {
    const { node } = this;
    if (node.kind !== "map") return undefined;
    const { keys } = node;
    let at = 0;
    while (at < keys.length && keys[at] !== key) at += 1;
    const entry = node.entries[at];
    if (entry === undefined) return undefined;
    const { value } = entry;
    const isNull = value.kind === "scalar" && value.value === null;
    return isNull ? undefined : new Field(this.source, value, this, entry);
  }

  /** Follows keys and list indexes; `undefined` as soon as one is missing or null. */
  at(...steps: readonly (string | number)[]): Field | undefined {
    return follow(this, steps);
  }

  item(index: number): Field | undefined {
    if (this.node.kind !== "list") return undefined;
    const node = this.node.items[index];
    return node && new Field(this.source, node, this, index);
  }

  /** The items of a list; empty for anything else. */
  items(): readonly Field[] {
    if (this.node.kind !== "list") return [];
    return this.node.items.map((node, index) => new Field(this.source, node, this, index));
  }

  /** The fields of a map, nulls included; empty for anything else. */
  fields(): readonly Field[] {
    if (this.node.kind !== "map") return [];
    return this.node.entries.map((entry) => new Field(this.source, entry.value, this, entry));
  }

  /** Those of them whose key is wanted, nulls included. */
  fieldsUnder(isWanted: (key: string) => boolean): readonly Field[] {
    const { node } = this;
    if (node.kind !== "map" || !node.keys.some(isWanted)) return [];
    return this.fields().filter(({ step }) => isWanted(String(step)));
  }

  /** The key this field stands under, with its place. */
  get key(): Located<string> {
    return { value: String(this.step ?? ""), span: this.keySpan };
  }

  /** The scalar, whatever its type; `undefined` for maps, lists and null. */
  scalar(): Located<Exclude<ScalarValue, null>> | undefined {
    if (this.node.kind !== "scalar" || this.node.value === null) return undefined;
    return { value: this.node.value, span: this.span };
  }

  /** The value if it is a string, without its place: most strings are only compared. */
  get text(): string | undefined {
    const { node } = this;
    return node.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
  }

  /** The value if it is a string as kubectl reads it (`on` and `010` are none). */
  string(): Located<string> | undefined {
    const { node } = this;
    if (node.kind !== "scalar" || typeof node.value !== "string") return undefined;
    return { value: node.value, span: this.span };
  }

  number(): Located<number> | undefined {
    const { node } = this;
    if (node.kind !== "scalar" || typeof node.value !== "number") return undefined;
    return { value: node.value, span: this.span };
  }

  boolean(): Located<boolean> | undefined {
    const { node } = this;
    if (node.kind !== "scalar" || typeof node.value !== "boolean") return undefined;
    return { value: node.value, span: this.span };
  }

  /** The strings of a list, other items left out. */
  strings(): readonly Located<string>[] {
    return this.items().flatMap((item) => item.string() ?? []);
  }

  /** The string entries of a map, such as labels. */
  stringMap(): ReadonlyMap<string, Located<string>> {
    return new Map(
      this.fields().flatMap((field) => {
        const text = field.string();
        return text ? [[String(field.step), text] as const] : [];
      }),
    );
  }

  /**
   * The place of a part of this string value. `from` and `to` count in the value. Exact where the value is
   * written verbatim on one line (plain, or quoted without escapes); the whole value otherwise.
   */
  slice(from: number, to: number): Span {
    const { node, source } = this;
    if (node.kind !== "scalar" || typeof node.value !== "string") return this.span;
    const open = node.style === "plain" ? 0 : 1;
    const start = node.start + open;
    if (
      node.end - open !== start + node.value.length ||
      !source.text.startsWith(node.value, start)
    ) {
      return this.span;
    }
    return { source, start: start + from, end: start + to };
  }

  /** The parts of a string between `separator`s, untrimmed, each with its place. */
  pieces(separator: string): readonly Located<string>[] {
    const text = this.string();
    if (text === undefined) return [];
    let from = 0;
    return text.value.split(separator).map((value) => {
      const piece = { value, span: this.slice(from, from + value.length) };
      from += value.length + separator.length;
      return piece;
    });
  }

  /** The plain JavaScript value. */
  toValue(): unknown {
    return nodeToValue(this.node);
  }
}

function follow(from: Field, steps: readonly (string | number)[]): Field | undefined {
  let here: Field | undefined = from;
  for (const step of steps) {
    here = typeof step === "number" ? here.item(step) : here.get(step);
    if (here === undefined) return undefined;
  }
  return here;
}

/**
 * The plain JavaScript value of a tree, as `JSON.parse` of kubectl's output would give it. Nulls under keys can be
 * left out; those in lists stay, for the positions of the others.
 */
export function nodeToValue(
  node: YamlNode,
  nulls: "keep nulls" | "drop nulls" = "keep nulls",
): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map((item) => nodeToValue(item, nulls));
  const result: Record<string, unknown> = {};
  for (const entry of node.entries) {
    const value = nodeToValue(entry.value, nulls);
    if (value === null && nulls === "drop nulls") continue;
    put(result, entry.key, value);
  }
  return result;
}

/** The plain value of a map, with what `valueOf` makes of each entry. */
export function mapToValue(
  { entries }: MapNode,
  valueOf: (entry: MapEntry) => unknown,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const entry of entries) put(result, entry.key, valueOf(entry));
  return result;
}

function put(result: Record<string, unknown>, key: string, value: unknown): void {
  // A plain assignment would set the prototype.
  if (key === "__proto__") Object.defineProperty(result, key, { value, enumerable: true });
  else result[key] = value;
}
