import {
  closeBrace,
  closeBracket,
  colon,
  comma,
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
import { deepest, unsure, type Cursor } from "./cursor.ts";
import { closeMap, openEntry, openMap, type WrittenKey } from "./fast-entries.ts";
import {
  canStartPlain,
  nothing,
  parseQuoted,
  plainKey,
  plainScalar,
  readQuoted,
} from "./fast-scalar.ts";
import { lineEnd } from "./lines.ts";
import { knownText } from "./known-text.ts";
import { push, writeList } from "./tape.ts";
import { flowBit } from "./tree.ts";

/** No column lets a quoted key go on. */
const oneLine = Infinity;

/** The list or map whose bracket or brace is at the cursor. Leaves the cursor after its end. */
export function parseFlow(cursor: Cursor): number {
  if (cursor.depth >= deepest) return unsure;
  cursor.depth += 1;
  const isMap = cursor.text.charCodeAt(cursor.at) === openBrace;
  const record = isMap ? parseFlowMap(cursor) : parseFlowList(cursor);
  cursor.depth -= 1;
  return record;
}

function parseFlowList(cursor: Cursor): number {
  const { at: start, tape } = cursor;
  const from = tape.height;
  cursor.at += 1;
  while (skipToToken(cursor)) {
    if (next(cursor) === closeBracket) {
      cursor.at += 1;
      return writeList(tape, { from, start, end: cursor.at, bits: flowBit });
    }
    const item = parseFlowValue(cursor);
    if (item === unsure || !passComma(cursor, closeBracket)) return unsure;
    push(tape, item);
  }
  return unsure;
}

function parseFlowMap(cursor: Cursor): number {
  const map = openMap(cursor);
  cursor.at += 1;
  while (skipToToken(cursor)) {
    if (next(cursor) === closeBrace) {
      cursor.at += 1;
      return closeMap(cursor, map, flowBit, cursor.at);
    }
    const isQuoted = isQuote(next(cursor));
    const key = isQuoted ? parseQuotedKey(cursor) : parsePlainKey(cursor);
    if (key === undefined || !skipToColon(cursor)) return unsure;
    // An adjacent value is for quoted keys only.
    if (!isQuoted && !isBlank(cursor.text.charCodeAt(cursor.at + 1))) return unsure;
    cursor.at += 1;
    if (!openEntry(cursor, map, key)) return unsure;
    const value = parseEntryValue(cursor);
    if (value === unsure || !passComma(cursor, closeBrace)) return unsure;
    push(cursor.tape, value);
  }
  return unsure;
}

function isQuote(code: number): boolean {
  return code === doubleQuote || code === singleQuote;
}

function parseQuotedKey(cursor: Cursor): WrittenKey | undefined {
  const { at: start } = cursor;
  const text = readQuoted(cursor, oneLine);
  return text === undefined ? undefined : { key: knownText(text), start, end: cursor.at };
}

function parsePlainKey(cursor: Cursor): WrittenKey | undefined {
  const { text, at: start } = cursor;
  const end = passPlain(cursor);
  return end === undefined ? undefined : plainKey(text, start, end);
}

/** The colon must be on the line of its key. */
function skipToColon(cursor: Cursor): boolean {
  while (next(cursor) === space) cursor.at += 1;
  return next(cursor) === colon;
}

function parseEntryValue(cursor: Cursor): number {
  const behindColon = cursor.at;
  if (!skipToToken(cursor)) return unsure;
  const code = next(cursor);
  if (code !== comma && code !== closeBrace) return parseFlowValue(cursor);
  return cursor.commented ? unsure : nothing(cursor, behindColon);
}

function parseFlowValue(cursor: Cursor): number {
  const code = next(cursor);
  if (code === openBrace || code === openBracket) return parseFlow(cursor);
  if (isQuote(code)) return parseQuoted(cursor, cursor.indent);
  const { at: start } = cursor;
  const end = passPlain(cursor);
  return end === undefined ? unsure : plainScalar(cursor, start, end);
}

/** Over plain text on one line, to its end. */
function passPlain(cursor: Cursor): number | undefined {
  const { text, at: start } = cursor;
  if (!canStartPlain(text, start)) return undefined;
  const end = endOfFlowPlain(cursor);
  if (end !== undefined) cursor.at = end;
  return end;
}

/** Characters without a meaning in plain text, whatever the characters next to them. */
const meansNothing = new Uint8Array(128).map((_, code) =>
  /[\w./*"'`~!@$%^&()=+|;<>\\-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** The offset after the last character of plain text on one line; `undefined` if parsers disagree on the text. */
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

/** After an item: steps over a comma, and stays at the closing bracket or brace. */
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
