import type { Located } from "../yaml/source.ts";
import {
  atEnd,
  expect,
  expectDotted,
  expectName,
  fail,
  isAt,
  skip,
  spanOf,
  startingStatement,
  written,
  type Parser,
} from "./parser.ts";

/** What an option is set to. */
export interface OptionValue {
  readonly kind: "word" | "number" | "string" | "block";
  /** The word, the number, the decoded string; of a block its whole text with the braces. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface ProtoOption {
  /** The parts of its name, those of extensions in brackets: `["(google.api.http)", "get"]`. */
  readonly name: readonly string[];
  readonly value: OptionValue;
}

/** `option name = value;`, from its keyword on. */
export function parseOptionStatement(parser: Parser): ProtoOption | undefined {
  parser.scanner.next();
  const option = parseAssignment(parser);
  return option !== undefined && expect(parser, ";") ? option : undefined;
}

/** `[a = 1, (b).c = "x"]`, from its bracket on. */
export function parseOptionList(parser: Parser): boolean {
  do {
    parser.scanner.next();
    if (parseAssignment(parser) === undefined) return false;
  } while (isAt(parser, ","));
  return expect(parser, "]");
}

function parseAssignment(parser: Parser): ProtoOption | undefined {
  const name: string[] = [];
  do {
    const part = parseNamePart(parser);
    if (part === undefined) return undefined;
    name.push(part);
  } while (skip(parser, "."));
  if (!expect(parser, "=")) return undefined;
  const value = parseValue(parser);
  return value && { name, value };
}

function parseNamePart(parser: Parser): string | undefined {
  if (!skip(parser, "(")) return expectName(parser, "the name of an option")?.value;
  const name = expectDotted(parser, "the name of an extension", true);
  if (name === undefined || !expect(parser, ")")) return undefined;
  return `(${name.value.replace(/^\./, "")})`;
}

function parseValue(parser: Parser): OptionValue | undefined {
  const { scanner } = parser;
  const { start } = scanner.token();
  if (isAt(parser, "{")) return parseBlock(parser);
  const isNegative = skip(parser, "-");
  const { kind, end } = scanner.token();
  if (kind === "string" && !isNegative) {
    const text = parseString(parser, "a string");
    return text && { kind, text: text.value, start, end: text.span.end };
  }
  if (kind !== "word" && kind !== "number") {
    fail(parser, "the value of an option");
    return undefined;
  }
  const text = `${isNegative ? "-" : ""}${written(parser)}`;
  scanner.next();
  return { kind, text, start, end };
}

/** protoc only counts braces here; what they hold is read where the option is known. */
function parseBlock(parser: Parser): OptionValue | undefined {
  const { scanner } = parser;
  const { start } = scanner.token();
  let depth = 0;
  while (!atEnd(parser)) {
    const { kind, end, opensLine } = scanner.token();
    if (isAt(parser, "{")) depth += 1;
    if (isAt(parser, "}")) depth -= 1;
    if (kind === "word" && opensLine && endsBlock(parser)) break;
    scanner.next();
    if (depth === 0) return { kind: "block", text: scanner.text.slice(start, end), start, end };
  }
  fail(parser, "`}`");
  return undefined;
}

/** Where a block is not closed, the next RPC or service shows it. */
function endsBlock(parser: Parser): boolean {
  const keyword = startingStatement(parser);
  return keyword === "rpc" || keyword === "service";
}

/** Strings next to each other are one. */
export function parseString(parser: Parser, what: string): Located<string> | undefined {
  const { scanner } = parser;
  const { kind, start } = scanner.token();
  if (kind !== "string") {
    fail(parser, what);
    return undefined;
  }
  let value = "";
  let last = start;
  while (scanner.token().kind === "string") {
    value += decodeString(written(parser));
    last = scanner.token().end;
    scanner.next();
  }
  return { value, span: spanOf(parser, start, last) };
}

const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The value of a quoted string; bytes above ASCII that are escaped become the characters of their numbers. */
export function decodeString(quoted: string): string {
  const closed = quoted.length > 1 && quoted.at(-1) === quoted[0];
  const body = quoted.slice(1, closed ? -1 : undefined);
  if (!body.includes("\\")) return body;
  return body.replaceAll(
    /\\(?:[xX][\da-fA-F]{1,2}|[0-7]{1,3}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])/g,
    decodeEscape,
  );
}

function decodeEscape(escape: string): string {
  const letter = escape[1] ?? "";
  if (/[0-7]/.test(letter)) return String.fromCharCode(Number.parseInt(escape.slice(1), 8));
  if (escape.length === 2) return escapes[letter] ?? letter;
  const code = Number.parseInt(escape.slice(2), 16);
  return code <= 0x10_ffff ? String.fromCodePoint(code) : escape;
}
