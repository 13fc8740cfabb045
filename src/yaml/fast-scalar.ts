import {
  backslash,
  carriageReturn,
  colon,
  dash,
  doubleQuote,
  hash,
  isBlank,
  lineFeed,
  singleQuote,
  space,
  tab,
} from "./characters.ts";
import { leaveLine, nextToken, unsure, type Cursor, type PlainStop } from "./cursor.ts";
import type { WrittenKey } from "./fast-entries.ts";
import { lineEnd } from "./lines.ts";
import { knownKey, knownText, rememberKey } from "./known-text.ts";
import {
  endOfDoubleQuoted,
  endOfSingleQuoted,
  readDoubleQuoted,
  readSingleQuoted,
} from "./quoted.ts";
import { isSurelyText, keyText, resolvePlain } from "./scalar.ts";
import { keepValue, writeScalar } from "./tape.ts";
import { asWritten, none, scalarHeader } from "./tree.ts";

/** No plain scalar begins with one of these; with a dash only if no blank follows. */
const notPlain = new Uint8Array(128);
for (const character of "?:,[]{}#&*!|>'\"%@`".split("")) notPlain[character.charCodeAt(0)] = 1;

const plain = scalarHeader("plain");
const single = scalarHeader("single");
const double = scalarHeader("double");

/** The null of an empty place. */
export function nothing({ tape }: Cursor, at: number): number {
  return writeScalar(tape, plain, { start: at, end: at, last: none });
}

export function canStartPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === dash) return !isBlank(text.charCodeAt(at + 1)) && at + 1 < text.length;
  return code > 127 || notPlain[code] === 0;
}

/** As `canStartPlain`, but outside brackets a colon may start it too, as in `:authority`. */
export function canStartBlockPlain(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== colon) return canStartPlain(text, at);
  return at + 1 < text.length && !isBlank(text.charCodeAt(at + 1));
}

/** Follows plain text from `start` to the end of its line at most. */
export function scanPlainLine(cursor: Cursor, start: number): PlainStop {
  if (cursor.plainStart === start) return cursor.plainStop;
  const { text, end } = cursor;
  let stop: PlainStop = "line";
  let at = start;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    // Most characters are letters, behind all that could stop here.
    if (code > colon) continue;
    if (code === lineFeed) break;
    if (code === colon && (at + 1 === end || isBlank(text.charCodeAt(at + 1)))) stop = "key";
    else if (code === hash && text.charCodeAt(at - 1) === space) stop = "comment";
    else if (code === tab) stop = "tab";
    else continue;
    break;
  }
  cursor.plainStart = start;
  cursor.plainEnd = inkEnd(text, start, at);
  cursor.plainStop = stop;
  cursor.plainStopAt = stop === "comment" ? lineEnd(text, at, end) : at;
  return stop;
}

function inkEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start) {
    const code = text.charCodeAt(at - 1);
    if (code !== space && code !== carriageReturn) break;
    at -= 1;
  }
  return at;
}

/** A finite scalar, written from `start` to `end`; `joined` is its text if that is on several lines. */
export function plainScalar(
  { text, tape }: Cursor,
  start: number,
  end: number,
  joined?: string,
): number {
  let last = asWritten;
  if (joined !== undefined || !isSurelyText(text, start, end)) {
    const written = joined ?? text.slice(start, end);
    const value = resolvePlain(written);
    if (typeof value === "number" && !Number.isFinite(value)) return unsure;
    if (joined !== undefined || value !== written) last = keepValue(tape, value);
  }
  return writeScalar(tape, plain, { start, end, last });
}

/** Plain text as a key; `undefined` for what merges another map, or is not a key for kubectl. */
export function plainKey(text: string, start: number, end: number): WrittenKey | undefined {
  const known = knownKey(text, start, end);
  if (known !== undefined) return { key: known, start, end };
  const written = text.slice(start, end);
  const value = resolvePlain(written);
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  const found = keyText(value, written);
  if (found === undefined || found === "<<") return undefined;
  const key = knownText(found);
  if (key === written) rememberKey(key, text, start);
  return { key, start, end };
}

/**
 * A plain value that begins at the cursor, with the lines that continue it: those indented more than
 * `indent`. Leaves the cursor at the next token.
 */
export function parsePlain(cursor: Cursor, indent: number): number {
  const { text, at: start } = cursor;
  let stop = scanPlainLine(cursor, start);
  let end = cursor.plainEnd;
  let value: string | undefined;
  while (stop === "line" || stop === "comment") {
    if (!stepOver(cursor, cursor.plainStopAt)) return unsure;
    if (cursor.column <= indent) return plainScalar(cursor, start, end, value);
    // What is indented more continues the scalar, unless a comment has ended it.
    if (stop === "comment" || cursor.commented) return unsure;
    value ??= text.slice(start, end);
    value += cursor.blankLines === 0 ? " " : "\n".repeat(cursor.blankLines);
    stop = scanPlainLine(cursor, cursor.at);
    end = cursor.plainEnd;
    value += text.slice(cursor.at, end);
  }
  return unsure;
}

function stepOver(cursor: Cursor, lineFeedAt: number): boolean {
  cursor.at = Math.min(lineFeedAt + 1, cursor.end);
  return nextToken(cursor);
}

/**
 * The quoted text that begins at the cursor; its further lines must be indented more than `indent`. Leaves
 * the cursor after the closing quote.
 */
export function readQuoted(cursor: Cursor, indent: number): string | undefined {
  const { text, at: start } = cursor;
  const isDouble = text.charCodeAt(start) === doubleQuote;
  const close = (isDouble ? endOfDoubleQuoted : endOfSingleQuoted)(text, start + 1);
  if (close === -1 || close >= cursor.end) return undefined;
  if (!isIndented(text, start, close, indent)) return undefined;
  const read = isDouble ? readDoubleQuoted : readSingleQuoted;
  cursor.at = close + 1;
  return read(text, start + 1, close);
}

/** As a value. */
export function parseQuoted(cursor: Cursor, indent: number): number {
  const { text, tape, at: start } = cursor;
  const header = text.charCodeAt(start) === doubleQuote ? double : single;
  const close = simpleClose(text, start, cursor.end);
  if (close !== -1) {
    cursor.at = close + 1;
    return writeScalar(tape, header, { start, end: cursor.at, last: asWritten });
  }
  const value = readQuoted(cursor, indent);
  if (value === undefined) return unsure;
  return writeScalar(tape, header, { start, end: cursor.at, last: keepValue(tape, value) });
}

/** The closing quote of a text on one line that has no escapes; -1 for any other. */
function simpleClose(text: string, start: number, end: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      return quote === singleQuote && text.charCodeAt(at + 1) === quote ? -1 : at;
    }
    if (code === lineFeed || (code === backslash && quote === doubleQuote)) return -1;
  }
  return -1;
}

/** The lines from the second on are blank or begin right of `indent`. */
function isIndented(text: string, start: number, end: number, indent: number): boolean {
  // No search for a line feed: that would go on behind `end`, to the end of a text on one line.
  for (let feed = start; feed < end; feed += 1) {
    if (text.charCodeAt(feed) !== lineFeed) continue;
    let at = feed + 1;
    while (text.charCodeAt(at) === space) at += 1;
    if (text.charCodeAt(at) === tab) return false;
    const isEmpty = isBlank(text.charCodeAt(at));
    if (!isEmpty && at - feed - 1 <= indent) return false;
    feed = at - 1;
  }
  return true;
}

/** As a value on its own line: only a comment may follow. */
export function parseQuotedValue(cursor: Cursor, indent: number): number {
  const scalar = parseQuoted(cursor, indent);
  return scalar !== unsure && leaveLine(cursor) ? scalar : unsure;
}
