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
import { atEnd, deepest, leaveLine, nextToken, startCursor, type Cursor } from "./cursor.ts";
import { parseBlockScalar } from "./fast-block-scalar.ts";
import { addEntry, closeMap, openMap, type OpenEntry } from "./fast-entries.ts";
import { parseFlow } from "./fast-flow.ts";
import {
  canStartBlockPlain,
  nothing,
  parsePlain,
  parseQuoted,
  parseQuotedValue,
  plainKey,
  quotedKey,
  scanPlainLine,
} from "./fast-scalar.ts";
import type { ListNode, MapNode, YamlNode, YamlProblem } from "./node.ts";
import type { ParsedStretch } from "./parsed-stretch.ts";
import { endOfDoubleQuoted, endOfSingleQuoted } from "./quoted.ts";
import type { SourceFile } from "./source.ts";
import { push, takeFrom } from "./stack.ts";
import { hasUnusualCharacter } from "./unreadable.ts";

/** A bit less than the 1024 characters that YAML allows. */
const longestKey = 1000;

const noProblems: readonly YamlProblem[] = [];

/**
 * Reads the subset of YAML that manifests are written in, many times faster than the full parser and with
 * the same result. `undefined` for whatever it is not sure about, errors among it: it never reports any.
 */
export function fastParse(
  { text }: SourceFile,
  start: number,
  end: number,
): ParsedStretch | undefined {
  if (hasUnusualCharacter(text, start, end)) return undefined;
  const cursor = startCursor(text, start, end);
  if (!nextToken(cursor)) return undefined;
  if (cursor.column === atEnd) return { problems: noProblems };
  const root = parseNode(cursor, -1);
  if (root === undefined || root.kind === "scalar" || cursor.column !== atEnd) return undefined;
  return { root, problems: noProblems };
}

/**
 * The node at the cursor, where a block collection may begin: at the start of a line or behind a dash.
 * `indent` is the column of the collection it is in. Leaves the cursor at the next token.
 */
function parseNode(cursor: Cursor, indent: number): YamlNode | undefined {
  if (isDash(cursor)) return nested(cursor, parseList);
  if (isKey(cursor)) return nested(cursor, parseMap);
  return parseValue(cursor, indent);
}

function nested(
  cursor: Cursor,
  parse: (cursor: Cursor) => YamlNode | undefined,
): YamlNode | undefined {
  if (cursor.depth >= deepest) return undefined;
  cursor.depth += 1;
  const node = parse(cursor);
  cursor.depth -= 1;
  return node;
}

function parseValue(cursor: Cursor, indent: number): YamlNode | undefined {
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
      const node = parseFlow(cursor);
      return node && leaveLine(cursor) ? node : undefined;
    }
    default:
      return canStartBlockPlain(text, at) ? parsePlain(cursor, indent) : undefined;
  }
}

function parseList(cursor: Cursor): ListNode | undefined {
  const { at: start, column } = cursor;
  const { items } = cursor;
  const from = items.height;
  let end = start;
  while (cursor.column === column && isDash(cursor)) {
    const item = parseItem(cursor, column);
    if (item === undefined) return undefined;
    push(items, item);
    ({ end } = item);
  }
  if (cursor.column > column) return undefined;
  return { kind: "list", flow: false, items: takeFrom(items, from), start, end };
}

function parseItem(cursor: Cursor, column: number): YamlNode | undefined {
  const behindDash = cursor.at + 1;
  cursor.at = behindDash;
  if (isLineOver(cursor)) {
    if (!leaveLine(cursor)) return undefined;
    return cursor.column > column ? parseNode(cursor, column) : nothing(behindDash);
  }
  cursor.column = column + 1 + cursor.at - behindDash;
  return parseNode(cursor, column);
}

function parseMap(cursor: Cursor): MapNode | undefined {
  const { at: start, column } = cursor;
  const map = openMap(cursor);
  let end = start;
  while (cursor.column === column && !isDash(cursor)) {
    const entry = parseKey(cursor);
    if (entry === undefined) return undefined;
    const value = parseEntryValue(cursor, column);
    if (value === undefined || !addEntry(cursor, map, entry, value)) return undefined;
    ({ end } = value);
  }
  if (cursor.column > column) return undefined;
  return closeMap(cursor, map, false, end);
}

/** A key on one line. Leaves the cursor behind its colon. */
function parseKey(cursor: Cursor): OpenEntry | undefined {
  const { text, at: start } = cursor;
  const code = text.charCodeAt(start);
  if (code === doubleQuote || code === singleQuote) {
    const key = parseQuoted(cursor, Infinity);
    if (key === undefined || text.charCodeAt(cursor.at) !== colon) return undefined;
    cursor.at += 1;
    return isBlankOrEnd(cursor, cursor.at) && key.end - start <= longestKey
      ? quotedKey(key)
      : undefined;
  }
  if (!canStartBlockPlain(text, start)) return undefined;
  if (scanPlainLine(cursor, start) !== "key") return undefined;
  const { plainEnd, plainStopAt } = cursor;
  if (plainStopAt - start > longestKey) return undefined;
  cursor.at = plainStopAt + 1;
  return plainKey(text, start, plainEnd);
}

/** The value behind a colon: on its line, or on the lines below. */
function parseEntryValue(cursor: Cursor, column: number): YamlNode | undefined {
  const behindColon = cursor.at;
  if (!isLineOver(cursor)) return parseValue(cursor, column);
  if (!leaveLine(cursor)) return undefined;
  if (cursor.column > column) return parseNode(cursor, column);
  // The items of a list may stand below their key without being indented.
  if (cursor.column === column && isDash(cursor)) return nested(cursor, parseList);
  return nothing(behindColon);
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

/** Whether the line at the cursor begins with a key; what looks like one and is none is left alone later. */
function isKey(cursor: Cursor): boolean {
  const { text, at } = cursor;
  const code = text.charCodeAt(at);
  if (code === doubleQuote || code === singleQuote) {
    const close = (code === doubleQuote ? endOfDoubleQuoted : endOfSingleQuoted)(text, at + 1);
    return close !== -1 && close < cursor.end && text.charCodeAt(close + 1) === colon;
  }
  return canStartBlockPlain(text, at) && scanPlainLine(cursor, at) === "key";
}
