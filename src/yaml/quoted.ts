import { backslash, carriageReturn, isBlank, lineFeed, singleQuote } from "./characters.ts";

const escapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\u0007"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\u001b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["N", "\u0085"],
  ["_", "\u00a0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);
const hexDigits: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);
const hex = /^[0-9a-fA-F]+$/;

/**
 * The text between the single quotes at `start` and `end` (both exclusive of the quotes), lines folded.
 */
export function readSingleQuoted(text: string, start: number, end: number): string {
  const content = text.slice(start, end);
  const unescaped = content.includes("''") ? content.replaceAll("''", "'") : content;
  return unescaped.includes("\n") ? foldLines(unescaped) : unescaped;
}

/** Spaces around line breaks go; one break becomes a space, and of more the first is lost. */
function foldLines(content: string): string {
  let value = "";
  let from = 0;
  for (let feed = content.indexOf("\n"); feed !== -1; feed = content.indexOf("\n", from)) {
    const next = skipBlanks(content, feed, content.length);
    value += content.slice(from, endOfInk(content, from, feed));
    value += folded(countBreaks(content.slice(feed, next)));
    from = next;
  }
  return value + content.slice(from);
}

function countBreaks(text: string): number {
  return text.split("\n").length - 1;
}

function folded(breaks: number): string {
  return breaks === 1 ? " " : "\n".repeat(breaks - 1);
}

/** JSON has an escape more than go-yaml v2 reads, `\/`, and writes characters beyond U+FFFF as pairs. */
export type Dialect = "yaml" | "json";

/**
 * The text between double quotes, with escapes and line breaks resolved; `undefined` if there is an escape that
 * kubectl does not read.
 */
export function readDoubleQuoted(
  text: string,
  start: number,
  end: number,
  dialect: Dialect = "yaml",
): string | undefined {
  let value = "";
  let from = start;
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) {
      value += text.slice(from, endOfInk(text, from, at));
      from = skipBlanks(text, at, end);
      value += folded(countBreaks(text.slice(at, from)));
      at = from;
    } else if (code === backslash) {
      const escape = readEscape(text, at + 1, { end, dialect });
      if (escape === undefined) return undefined;
      value += text.slice(from, at) + escape.value;
      from = escape.end;
      at = from;
    } else at += 1;
  }
  return value + text.slice(from, end);
}

interface Escape {
  readonly value: string;
  readonly end: number;
}

/** The offset of the first escape that kubectl does not read, -1 if it reads them all. */
export function findUnreadEscape(
  text: string,
  start: number,
  end: number,
  dialect: Dialect,
): number {
  let at = start;
  while (at < end) {
    if (text.charCodeAt(at) === backslash) {
      const escape = readEscape(text, at + 1, { end, dialect });
      if (escape === undefined) return at;
      at = escape.end;
    } else at += 1;
  }
  return -1;
}

interface Bounds {
  readonly end: number;
  readonly dialect: Dialect;
}

/** The escape whose letter, after the backslash, is at `at`. */
function readEscape(text: string, at: number, { end, dialect }: Bounds): Escape | undefined {
  const letter = text.charAt(at);
  const simple = escapes.get(letter);
  if (simple !== undefined) return { value: simple, end: at + 1 };
  if (letter === "/" && dialect === "json") return { value: letter, end: at + 1 };
  const length = hexDigits.get(letter);
  if (length === undefined) return readEscapedBreak(text, at, end);
  const digits = text.slice(at + 1, at + 1 + length);
  if (digits.length < length || !hex.test(digits)) return undefined;
  const point = Number.parseInt(digits, 16);
  const isHalf = point >= 0xd800 && point <= 0xdfff;
  if (point > 0x10ffff || (isHalf && dialect === "yaml")) return undefined;
  return { value: String.fromCodePoint(point), end: at + 1 + length };
}

/** A backslash at the end of a line joins it with the next one; blank lines between stay. */
function readEscapedBreak(text: string, at: number, end: number): Escape | undefined {
  const feed = text.charCodeAt(at) === carriageReturn ? at + 1 : at;
  if (text.charCodeAt(feed) !== lineFeed) return undefined;
  const next = skipBlanks(text, feed, end);
  return { value: "\n".repeat(countBreaks(text.slice(feed, next)) - 1), end: next };
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function endOfInk(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** The offset of the quote that closes the single-quoted text whose content begins at `start`, or -1. */
export function endOfSingleQuoted(text: string, start: number): number {
  let at = text.indexOf("'", start);
  while (at !== -1 && text.charCodeAt(at + 1) === singleQuote) at = text.indexOf("'", at + 2);
  return at;
}

/** The offset of the quote that closes the double-quoted text whose content begins at `start`, or -1. */
export function endOfDoubleQuoted(text: string, start: number): number {
  let at = text.indexOf('"', start);
  while (at !== -1 && isEscaped(text, start, at)) at = text.indexOf('"', at + 1);
  return at;
}

/** Whether an odd number of backslashes precedes. */
function isEscaped(text: string, start: number, quote: number): boolean {
  let at = quote;
  while (at > start && text.charCodeAt(at - 1) === backslash) at -= 1;
  return (quote - at) % 2 === 1;
}
