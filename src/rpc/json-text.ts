/** A value in a JSON text, with its place. */
export type JsonNode = JsonScalar | JsonList | JsonObject;

interface JsonPlace {
  readonly start: number;
  readonly end: number;
}

export interface JsonScalar extends JsonPlace {
  readonly kind: "string" | "number" | "boolean" | "null";
  /** The decoded string; numbers and words as they are written. */
  readonly text: string;
}

export interface JsonList extends JsonPlace {
  readonly kind: "list";
  readonly items: readonly JsonNode[];
}

export interface JsonObject extends JsonPlace {
  readonly kind: "object";
  /** All of them, repeated keys too. */
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly key: JsonScalar;
  readonly value: JsonNode;
}

/** Where a text is not JSON. Some parsers allow all but `syntax`. */
export interface JsonFault extends JsonPlace {
  readonly kind:
    | "syntax"
    | "byte-order-mark"
    | "trailing-text"
    | "repeated-key"
    | "control-character";
}

export interface JsonText {
  /** `undefined` after a fault of syntax. */
  readonly root: JsonNode | undefined;
  readonly faults: readonly JsonFault[];
}

interface Reader {
  readonly text: string;
  readonly to: number;
  readonly faults: JsonFault[];
  at: number;
}

/** Parsers of service configs allow 255 at least. */
const deepest = 255;

/** Reads a stretch of a text as JSON. */
export function readJson(text: string, from = 0, to = text.length): JsonText {
  const reader: Reader = { text, to, faults: [], at: from };
  if (text.charCodeAt(from) === 0xfeff) {
    reader.faults.push({ kind: "byte-order-mark", start: from, end: from + 1 });
    reader.at += 1;
  }
  const root = readValue(reader, 0);
  if (root === undefined) {
    const start = Math.min(reader.at, to);
    reader.faults.push({ kind: "syntax", start, end: Math.min(start + 1, to) });
    return { root, faults: reader.faults };
  }
  skipBlanks(reader);
  if (reader.at < to) reader.faults.push({ kind: "trailing-text", start: reader.at, end: to });
  return { root, faults: reader.faults };
}

function skipBlanks(reader: Reader): void {
  while (reader.at < reader.to && /[ \t\n\r]/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}

function skip(reader: Reader, symbol: string): boolean {
  skipBlanks(reader);
  if (reader.at >= reader.to || reader.text[reader.at] !== symbol) return false;
  reader.at += 1;
  return true;
}

function readValue(reader: Reader, depth: number): JsonNode | undefined {
  skipBlanks(reader);
  if (reader.at >= reader.to || depth > deepest) return undefined;
  switch (reader.text[reader.at]) {
    case "{":
      return readObject(reader, depth);
    case "[":
      return readList(reader, depth);
    case '"':
      return readString(reader);
    default:
      return readWord(reader);
  }
}

const scalar = /(true|false)|(null)|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function readWord(reader: Reader): JsonScalar | undefined {
  scalar.lastIndex = reader.at;
  const found = scalar.exec(reader.text);
  if (found === null || scalar.lastIndex > reader.to) return undefined;
  const end = scalar.lastIndex;
  // `truer`, `01`, `1.` are none.
  if (end < reader.to && /[\w.+-]/.test(reader.text[end] ?? "")) return undefined;
  const [text, boolean, nothing] = found;
  const kind = boolean === undefined ? (nothing === undefined ? "number" : "null") : "boolean";
  const start = reader.at;
  reader.at = end;
  return { kind, text, start, end };
}

function readList(reader: Reader, depth: number): JsonList | undefined {
  const start = reader.at;
  reader.at += 1;
  const items: JsonNode[] = [];
  if (skip(reader, "]")) return { kind: "list", items, start, end: reader.at };
  do {
    const item = readValue(reader, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  } while (skip(reader, ","));
  return skip(reader, "]") ? { kind: "list", items, start, end: reader.at } : undefined;
}

function readObject(reader: Reader, depth: number): JsonObject | undefined {
  const start = reader.at;
  reader.at += 1;
  const members: JsonMember[] = [];
  const keys = new Set<string>();
  if (skip(reader, "}")) return { kind: "object", members, start, end: reader.at };
  do {
    skipBlanks(reader);
    const key = reader.text[reader.at] === '"' ? readString(reader) : undefined;
    if (key === undefined || !skip(reader, ":")) return undefined;
    if (keys.has(key.text)) {
      reader.faults.push({ kind: "repeated-key", start: key.start, end: key.end });
    }
    keys.add(key.text);
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    members.push({ key, value });
  } while (skip(reader, ","));
  return skip(reader, "}") ? { kind: "object", members, start, end: reader.at } : undefined;
}

const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

function readString(reader: Reader): JsonScalar | undefined {
  const { text, to } = reader;
  const start = reader.at;
  let at = start + 1;
  let hasEscapes = false;
  for (; at < to && text[at] !== '"'; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) {
      escaped.lastIndex = at;
      if (!escaped.test(text)) {
        reader.at = at;
        return undefined;
      }
      hasEscapes = true;
      at = escaped.lastIndex - 1;
    } else if (code < 32) reader.faults.push({ kind: "control-character", start: at, end: at + 1 });
  }
  if (at >= to) return undefined;
  reader.at = at + 1;
  const body = text.slice(start + 1, at);
  return { kind: "string", text: hasEscapes ? unescaped(body) : body, start, end: at + 1 };
}

const letters: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function unescaped(body: string): string {
  return body.replaceAll(/\\(?:u([\da-fA-F]{4})|(.))/g, (_, hex?: string, letter = "") =>
    hex === undefined ? (letters[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The value of a key; if it is repeated the last one, as in parsers that allow this. */
export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  if (node?.kind !== "object") return undefined;
  return node.members.findLast((member) => member.key.text === key)?.value;
}
