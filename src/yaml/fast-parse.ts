import {
  bar,
  carriageReturn,
  colon,
  dash,
  doubleQuote,
  greaterThan,
  hash,
  isBlank,
  lineFeed,
  openBrace,
  openBracket,
  singleQuote,
  space,
} from "./characters.ts";
import {
  atEnd,
  deepest,
  leaveLine,
  nextToken,
  startCursor,
  unsure,
  type Cursor,
} from "./cursor.ts";
import { parseBlockScalar } from "./fast-block-scalar.ts";
import { closeMap, openEntry, openMap, type WrittenKey } from "./fast-entries.ts";
import { parseFlow } from "./fast-flow.ts";
import {
  canStartBlockPlain,
  nothing,
  parsePlain,
  parseQuotedValue,
  plainKey,
  readQuoted,
  scanPlainLine,
} from "./fast-scalar.ts";
import { knownText } from "./known-text.ts";
import { endOfDoubleQuoted, endOfSingleQuoted } from "./quoted.ts";
import type { SourceFile } from "./source.ts";
import { push, takeTree, writeList } from "./tape.ts";
import { endAt, kindAt, kinds, type Tree } from "./tree.ts";
import { hasUnusualCharacter } from "./unreadable.ts";

/** A bit less than the 1024 characters that YAML allows. */
const longestKey = 1000;

/**
 * Reads the subset of YAML that manifests are written in, many times faster than the full parser and with
 * the same result; "nothing" for a document that is empty. `undefined` for whatever it is not sure about, errors among
 * it: it never reports any.
 */
export function fastParse(
  source: SourceFile,
  start: number,
  end: number,
): Tree | "nothing" | undefined {
  const { text } = source;
  if (hasUnusualCharacter(text, start, end)) return undefined;
  const cursor = startCursor(text, start, end);
  if (!nextToken(cursor)) return undefined;
  if (cursor.column === atEnd) return "nothing";
  const root = parseNode(cursor, -1);
  if (root === unsure || cursor.column !== atEnd) return undefined;
  const tree = takeTree(cursor.tape, source, root);
  return kindAt(tree, root) === kinds.scalar ? undefined : tree;
}

/**
 * The record of the value at the cursor, where a block collection may start: at the start of a line or after a dash.
 * `indent` is the column of the collection it is in. Leaves the cursor at the next token.
 */
function parseNode(cursor: Cursor, indent: number): number {
  if (isDash(cursor)) return nested(cursor, parseList);
  if (isKey(cursor)) return nested(cursor, parseMap);
  return parseValue(cursor, indent);
}

function nested(cursor: Cursor, parse: (cursor: Cursor) => number): number {
  if (cursor.depth >= deepest) return unsure;
  cursor.depth += 1;
  const record = parse(cursor);
  cursor.depth -= 1;
  return record;
}

function parseValue(cursor: Cursor, indent: number): number {
  const { text, at } = cursor;
  switch (text.charCodeAt(at)) {
    case doubleQuote:
    case singleQuote:
      return parseQuotedValue(cursor, indent);
    case bar:
    case greaterThan:
      return parseBlockScalar(cursor, indent);
    case openBrace:
    case openBracket: {
      cursor.indent = indent;
      const record = parseFlow(cursor);
      return record !== unsure && leaveLine(cursor) ? record : unsure;
    }
    default:
      return canStartBlockPlain(text, at) ? parsePlain(cursor, indent) : unsure;
  }
}

function parseList(cursor: Cursor): number {
  const { at: start, column, tape } = cursor;
  const from = tape.height;
  let end = start;
  while (cursor.column === column && isDash(cursor)) {
    const item = parseItem(cursor, column);
    if (item === unsure) return unsure;
    push(tape, item);
    end = endAt(tape, item);
  }
  if (cursor.column > column) return unsure;
  return writeList(tape, { from, start, end, bits: 0 });
}

function parseItem(cursor: Cursor, column: number): number {
  const behindDash = cursor.at + 1;
  cursor.at = behindDash;
  if (isLineOver(cursor)) {
    if (!leaveLine(cursor)) return unsure;
    return cursor.column > column ? parseNode(cursor, column) : nothing(cursor, behindDash);
  }
  cursor.column = column + 1 + cursor.at - behindDash;
  return parseNode(cursor, column);
}

function parseMap(cursor: Cursor): number {
  const { at: start, column, tape } = cursor;
  const map = openMap(cursor);
  let end = start;
  while (cursor.column === column && !isDash(cursor)) {
    const key = parseKey(cursor);
    if (key === undefined || !openEntry(cursor, map, key)) return unsure;
    const value = parseEntryValue(cursor, column);
    if (value === unsure) return unsure;
    push(tape, value);
    end = endAt(tape, value);
  }
  if (cursor.column > column) return unsure;
  return closeMap(cursor, map, 0, end);
}

/** A key on one line. Leaves the cursor after its colon. */
function parseKey(cursor: Cursor): WrittenKey | undefined {
  const { text, at: start } = cursor;
  const code = text.charCodeAt(start);
  if (code === doubleQuote || code === singleQuote) return parseQuotedKey(cursor);
  if (!canStartBlockPlain(text, start)) return undefined;
  if (scanPlainLine(cursor, start) !== "key") return undefined;
  const { plainEnd, plainStopAt } = cursor;
  if (plainStopAt - start > longestKey) return undefined;
  cursor.at = plainStopAt + 1;
  return plainKey(text, start, plainEnd);
}

function parseQuotedKey(cursor: Cursor): WrittenKey | undefined {
  const { text, at: start } = cursor;
  const key = readQuoted(cursor, Infinity);
  const { at: end } = cursor;
  if (key === undefined || text.charCodeAt(end) !== colon) return undefined;
  cursor.at += 1;
  if (!isBlankOrEnd(cursor, cursor.at) || end - start > longestKey) return undefined;
  return { key: knownText(key), start, end };
}

/** The value after a colon: on the same line, or on the lines below. */
function parseEntryValue(cursor: Cursor, column: number): number {
  const behindColon = cursor.at;
  if (!isLineOver(cursor)) return parseValue(cursor, column);
  if (!leaveLine(cursor)) return unsure;
  if (cursor.column > column) return parseNode(cursor, column);
  // The items of a list may stand below their key without being indented.
  if (cursor.column === column && isDash(cursor)) return nested(cursor, parseList);
  return nothing(cursor, behindColon);
}

/** Steps over spaces; whether only a comment, if anything, is left of the line. */
function isLineOver(cursor: Cursor): boolean {
  const { text, end } = cursor;
  let { at } = cursor;
  while (at < end && text.charCodeAt(at) === space) at += 1;
  const code = text.charCodeAt(at);
  // A comment needs the space before it.
  if (code === hash && at < end) {
    cursor.at = at - 1;
    return true;
  }
  cursor.at = at;
  return at >= end || code === lineFeed || code === carriageReturn;
}

function isDash(cursor: Cursor): boolean {
  return cursor.text.charCodeAt(cursor.at) === dash && isBlankOrEnd(cursor, cursor.at + 1);
}

function isBlankOrEnd({ text, end }: Cursor, at: number): boolean {
  return at >= end || isBlank(text.charCodeAt(at));
}

/** Whether the line at the cursor seems to start with a key; a false match is rejected later. */
function isKey(cursor: Cursor): boolean {
  const { text, at } = cursor;
  const code = text.charCodeAt(at);
  if (code === doubleQuote || code === singleQuote) {
    const close = (code === doubleQuote ? endOfDoubleQuoted : endOfSingleQuoted)(text, at + 1);
    return close !== -1 && close < cursor.end && text.charCodeAt(close + 1) === colon;
  }
  return canStartBlockPlain(text, at) && scanPlainLine(cursor, at) === "key";
}
