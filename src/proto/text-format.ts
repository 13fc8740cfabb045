import { decodeString } from "./options.ts";
import { scan, type Scanner } from "./scan.ts";

/** A message in text format: what aggregate option values and `.txtpb` files are written in. */
export interface TextMessage {
  readonly fields: readonly TextField[];
}

/** A whole text; `whole` where all of it could be read. */
export interface TextReading extends TextMessage {
  readonly whole: boolean;
}

export interface TextField {
  /** That of an extension in brackets: `[google.api.http]`. */
  readonly name: string;
  readonly value: TextMessage | TextScalar;
  readonly start: number;
  readonly end: number;
}

export interface TextScalar {
  /** The decoded string, the number or the word. */
  readonly text: string;
}

/** Deeper messages are not read; none that mean something here are so deep. */
const deepest = 64;

/** The fields in a range of a text. Stops at the first syntax error, and keeps the fields before it. */
export function readTextFormat(
  text: string,
  range: { readonly from: number; readonly to: number; readonly comments: "slash" | "hash" },
): TextReading {
  const scanner = scan(text, { ...range, complain: () => undefined });
  const fields: TextField[] = [];
  const whole = readFields(scanner, fields, 0) && scanner.token().kind === "end";
  return { fields, whole };
}

export function isMessage(value: TextMessage | TextScalar): value is TextMessage {
  return "fields" in value;
}

/** `false` where the rest cannot be read. */
function readFields(scanner: Scanner, fields: TextField[], depth: number): boolean {
  for (;;) {
    const token = scanner.token();
    const symbol = symbolAt(scanner);
    if (token.kind === "end" || symbol === "}" || symbol === ">") return true;
    if (symbol === "," || symbol === ";") {
      scanner.next();
      continue;
    }
    const name = readName(scanner);
    if (name === undefined || depth > deepest) return false;
    if (symbolAt(scanner) === ":") scanner.next();
    if (!readValues(scanner, { name, start: token.start }, { fields, depth })) return false;
  }
}

interface Into {
  readonly fields: TextField[];
  readonly depth: number;
}

interface Named {
  readonly name: string;
  readonly start: number;
}

/** One value, or each of a list in brackets. */
function readValues(scanner: Scanner, named: Named, into: Into): boolean {
  if (symbolAt(scanner) !== "[") return readValue(scanner, named, into);
  scanner.next();
  while (symbolAt(scanner) !== "]") {
    if (!readValue(scanner, named, into)) return false;
    if (symbolAt(scanner) === ",") scanner.next();
  }
  scanner.next();
  return true;
}

function readValue(scanner: Scanner, { name, start }: Named, { fields, depth }: Into): boolean {
  const opening = symbolAt(scanner);
  if (opening === "{" || opening === "<") {
    scanner.next();
    const inner: TextField[] = [];
    const whole = readFields(scanner, inner, depth + 1);
    const { end } = scanner.token();
    fields.push({ name, value: { fields: inner }, start, end });
    if (!whole || symbolAt(scanner) !== (opening === "{" ? "}" : ">")) return false;
    scanner.next();
    return true;
  }
  const first = scanner.token();
  const text = readScalar(scanner);
  if (text === undefined) return false;
  fields.push({ name, value: { text: text.value }, start: first.start, end: text.end });
  return true;
}

function readScalar(scanner: Scanner): { value: string; end: number } | undefined {
  let value = symbolAt(scanner) === "-" ? "-" : "";
  if (value !== "") scanner.next();
  let { kind, start, end } = scanner.token();
  if (kind === "word" || kind === "number") {
    scanner.next();
    return { value: value + scanner.text.slice(start, end), end };
  }
  if (kind !== "string" || value !== "") return undefined;
  let last = end;
  while (kind === "string") {
    value += decodeString(scanner.text.slice(start, end));
    last = end;
    scanner.next();
    ({ kind, start, end } = scanner.token());
  }
  return { value, end: last };
}

/** `name`, `[full.name]` or `[type.googleapis.com/full.name]`. */
function readName(scanner: Scanner): string | undefined {
  const { kind, start, end } = scanner.token();
  if (kind === "word") {
    scanner.next();
    return scanner.text.slice(start, end);
  }
  if (symbolAt(scanner) !== "[") return undefined;
  let name = "";
  do {
    const token = scanner.token();
    name += scanner.text.slice(token.start, token.end);
    scanner.next();
  } while (symbolAt(scanner) !== "]" && scanner.token().kind !== "end");
  scanner.next();
  return `${name}]`;
}

function symbolAt(scanner: Scanner): string {
  const { kind, start } = scanner.token();
  return kind === "symbol" ? (scanner.text[start] ?? "") : "";
}
