import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  hash,
  isBlank,
  lineFeed,
  openBrace,
  openBracket,
  questionMark,
  singleQuote,
  space,
  tab,
} from "./characters.ts";
import { deepest, lineEnd, type Cursor } from "./cursor.ts";
import { addEntry, closeMap, openMap, type OpenEntry } from "./fast-entries.ts";
import {
  canStartPlain,
  nothing,
  parseQuoted,
  plainKey,
  plainScalar,
  quotedKey,
} from "./fast-scalar.ts";
import type { ScalarNode, YamlNode } from "./node.ts";
import { push, takeFrom } from "./stack.ts";

/** No column lets a quoted key go on. */
const oneLine = Infinity;

/** The list or map whose bracket or brace is at the cursor. Leaves the cursor behind its end. */
export function parseFlow(cursor: Cursor): YamlNode | undefined {
  if (cursor.depth >= deepest) return undefined;
  cursor.depth += 1;
  const isMap = cursor.text.charCodeAt(cursor.at) === openBrace;
  const node = isMap ? parseFlowMap(cursor) : parseFlowList(cursor);
  cursor.depth -= 1;
  return node;
}

function parseFlowList(cursor: Cursor): YamlNode | undefined {
  const { at: start, items } = cursor;
  const from = items.height;
  cursor.at += 1;
  while (skipToToken(cursor)) {
    if (next(cursor) === closeBracket) {
      cursor.at += 1;
      return { kind: "list", flow: true, items: takeFrom(items, from), start, end: cursor.at };
    }
    const item = parseFlowValue(cursor);
    if (item === undefined || !passComma(cursor, closeBracket)) return undefined;
    push(items, item);
  }
  return undefined;
}

function parseFlowMap(cursor: Cursor): YamlNode | undefined {
  const map = openMap(cursor);
  cursor.at += 1;
  while (skipToToken(cursor)) {
    if (next(cursor) === closeBrace) {
      cursor.at += 1;
      return closeMap(cursor, map, true, cursor.at);
    }
    const written = parseFlowScalar(cursor, oneLine);
    const entry = written && entryUnder(cursor.text, written);
    if (entry === undefined || !skipToColon(cursor)) return undefined;
    // An adjacent value is for quoted keys only.
    if (written?.style === "plain" && !isBlank(cursor.text.charCodeAt(cursor.at + 1)))
      return undefined;
    cursor.at += 1;
    const value = parseEntryValue(cursor);
    if (value === undefined || !addEntry(cursor, map, entry, value)) return undefined;
    if (!passComma(cursor, closeBrace)) return undefined;
  }
  return undefined;
}

function entryUnder(text: string, key: ScalarNode): OpenEntry | undefined {
  return key.style === "plain" ? plainKey(text, key.start, key.end) : quotedKey(key);
}

/** The colon stands on the line of its key. */
function skipToColon(cursor: Cursor): boolean {
  while (next(cursor) === space) cursor.at += 1;
  return next(cursor) === colon;
}

function parseEntryValue(cursor: Cursor): YamlNode | undefined {
  const behindColon = cursor.at;
  if (!skipToToken(cursor)) return undefined;
  const code = next(cursor);
  if (code !== comma && code !== closeBrace) return parseFlowValue(cursor);
  return cursor.commented ? undefined : nothing(behindColon);
}

function parseFlowValue(cursor: Cursor): YamlNode | undefined {
  const code = next(cursor);
  return code === openBrace || code === openBracket
    ? parseFlow(cursor)
    : parseFlowScalar(cursor, cursor.indent);
}

function parseFlowScalar(cursor: Cursor, indent: number): ScalarNode | undefined {
  const { text, at: start } = cursor;
  const code = text.charCodeAt(start);
  if (code === doubleQuote || code === singleQuote) return parseQuoted(cursor, indent);
  if (!canStartPlain(text, start) || isLoneDash(text, start)) return undefined;
  const end = endOfFlowPlain(cursor);
  if (end === undefined) return undefined;
  cursor.at = end;
  return plainScalar(text.slice(start, end), start, end);
}

/** Parsers differ on what `[-]` is. */
function isLoneDash(text: string, at: number): boolean {
  return text.charCodeAt(at) === dash && /[,[\]{}]/.test(text.charAt(at + 1));
}

/** Characters that mean nothing in plain text, whatever stands beside them. */
const meansNothing = new Uint8Array(128).map((_, code) =>
  /[\w./*"'`~!@$%^&()=+|;<>\\-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Behind the last character of plain text on one line; `undefined` for what parsers read differently. */
function endOfFlowPlain({ text, at: start, end }: Cursor): number | undefined {
  let ink = start;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (meansNothing[code] === 1) {
      ink = at + 1;
      continue;
    }
    if (code === comma || code === closeBracket || code === closeBrace) return ink;
    if (code === lineFeed) return ink;
    if (code === openBracket || code === openBrace || code === questionMark || code === tab) break;
    if (code === hash && ink < at) return ink;
    if (code === colon) {
      const after = text.charCodeAt(at + 1);
      if (isBlank(after)) return ink;
      if (after === comma || after === closeBracket || after === closeBrace) break;
      if (after === openBracket || after === openBrace) break;
    }
    if (!isBlank(code)) ink = at + 1;
  }
  return undefined;
}

/** Behind an item: a comma to step over, or the closing bracket or brace, which stays. */
function passComma(cursor: Cursor, close: number): boolean {
  if (!skipToToken(cursor)) return false;
  const code = next(cursor);
  if (code === comma) cursor.at += 1;
  return code === comma || code === close;
}

function next({ text, at }: Cursor): number {
  return text.charCodeAt(at);
}

/** Over blanks, line breaks and comments; `false` at the end of the document. */
function skipToToken(cursor: Cursor): boolean {
  const { text, end } = cursor;
  let { at } = cursor;
  cursor.commented = false;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === hash) {
      if (!isBlank(text.charCodeAt(at - 1))) return false;
      cursor.commented = true;
      at = lineEnd(text, at, end);
    } else if (!isBlank(code)) break;
  }
  cursor.at = at;
  return at < end;
}
