import {
  bar,
  carriageReturn,
  dash,
  hash,
  isBlank,
  lineFeed,
  nine,
  plus,
  space,
  tab,
  zero,
} from "./characters.ts";
import { lineEnd, nextToken, unsure, type Cursor } from "./cursor.ts";
import { keepValue, writeScalar } from "./tape.ts";
import { scalarHeader } from "./tree.ts";

interface Header {
  readonly chomping: "clip" | "strip" | "keep";
  /** How much deeper than its parent the text is, where that is written; 0 where it is not. */
  readonly increment: number;
  readonly end: number;
  /** The first line of the text. */
  readonly next: number;
}

/** The text read so far, and the line breaks since its last line. */
interface Body {
  value: string;
  isEmpty: boolean;
  blankLines: number;
  /** The last line began with a blank, and so does not fold. */
  isIndented: boolean;
  /** Behind the last line that is not blank. */
  inkEnd: number;
  /** The next line. */
  at: number;
}

/**
 * The block scalar whose `|` or `>` is at the cursor, under a parent at column `indent`. Leaves the cursor
 * at the next token.
 */
export function parseBlockScalar(cursor: Cursor, indent: number): number {
  const { text, at: start, end } = cursor;
  const header = parseHeader(cursor);
  if (header === undefined || indent < 0) return unsure;
  const { increment, chomping } = header;
  const width = increment > 0 ? indent + increment : contentIndent(text, header.next, end);
  if (width === undefined) return unsure;
  const body = readBody(cursor, header, width > indent ? width : indent + 1);
  if (body === undefined) return unsure;
  cursor.at = body.at;
  if (!nextToken(cursor) || cursor.column > indent) return unsure;
  const tail = body.isEmpty || chomping === "strip" ? "" : "\n";
  if (chomping === "keep" && (body.isEmpty || text.charCodeAt(end - 1) !== lineFeed)) return unsure;
  const kept = chomping === "keep" ? "\n".repeat(body.blankLines) : "";
  const style = scalarHeader(text.charCodeAt(start) === bar ? "literal" : "folded");
  const last = keepValue(cursor.tape, body.value + tail + kept);
  return writeScalar(cursor.tape, style, { start, end: body.inkEnd, last });
}

function parseHeader({ text, at: start, end }: Cursor): Header | undefined {
  let chomping: Header["chomping"] = "clip";
  let increment = 0;
  let at = start + 1;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === dash || code === plus) {
      if (chomping !== "clip") return undefined;
      chomping = code === dash ? "strip" : "keep";
    } else if (code > zero && code <= nine) {
      if (increment !== 0) return undefined;
      increment = code - zero;
    } else break;
  }
  const headerEnd = at;
  while (at < end && text.charCodeAt(at) === space) at += 1;
  const last = lineEnd(text, at, end);
  const isComment = text.charCodeAt(at) === hash && at > headerEnd;
  if (at < last && !isComment && !isLineBreak(text, at)) return undefined;
  return { chomping, increment, end: headerEnd, next: Math.min(last + 1, end) };
}

function isLineBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === lineFeed || code === carriageReturn;
}

/** The column of the first line with text; 0 if there is none. `undefined` where go-yaml would object. */
function contentIndent(text: string, start: number, end: number): number | undefined {
  let widest = 0;
  for (let at = start; at < end; at += 1) {
    const lineStart = at;
    while (at < end && text.charCodeAt(at) === space) at += 1;
    const column = at - lineStart;
    if (at < end && text.charCodeAt(at) === tab) return undefined;
    if (at < end && !isLineBreak(text, at)) return column < widest ? undefined : column;
    widest = Math.max(widest, column);
    at = lineEnd(text, at, end);
  }
  return 0;
}

function readBody(cursor: Cursor, header: Header, width: number): Body | undefined {
  const { text, at: start, end } = cursor;
  const folds = text.charCodeAt(start) !== bar;
  const body: Body = {
    value: "",
    isEmpty: true,
    blankLines: 0,
    isIndented: false,
    inkEnd: header.end,
    at: header.next,
  };
  while (body.at < end) {
    let at = body.at;
    const content = Math.min(at + width, end);
    while (at < content && text.charCodeAt(at) === space) at += 1;
    const isBlankLine = at === end || isLineBreak(text, at);
    if (!isBlankLine && at < content) return text.charCodeAt(at) === tab ? undefined : body;
    const last = lineEnd(text, at, end);
    if (isBlankLine) {
      if (at < end) body.blankLines += 1;
    } else addLine(body, text, { start: at, end: last, folds });
    body.at = Math.min(last + 1, end);
  }
  return body;
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly folds: boolean;
}

function addLine(body: Body, text: string, { start, end, folds }: Line): void {
  const isIndented = isBlank(text.charCodeAt(start));
  const { blankLines } = body;
  const last = text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
  if (body.isEmpty) body.value = "\n".repeat(blankLines);
  else if (!folds || isIndented || body.isIndented) body.value += "\n".repeat(blankLines + 1);
  else body.value += blankLines === 0 ? " " : "\n".repeat(blankLines);
  body.value += text.slice(start, last);
  body.isEmpty = false;
  body.blankLines = 0;
  body.isIndented = isIndented;
  let ink = last;
  while (ink > start && isBlank(text.charCodeAt(ink - 1))) ink -= 1;
  if (ink > start) body.inkEnd = last;
}
