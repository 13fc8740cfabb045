import { carriageReturn, hash, lineFeed, space, tab } from "./characters.ts";
import { lineEnd } from "./lines.ts";
import { startTape, type Tape } from "./tape.ts";

/**
 * The position of the fast parser in one document. Its functions return `unsure`, `undefined` or `false` for "not sure",
 * and the full parser decides then.
 */
export interface Cursor {
  readonly text: string;
  /** Where the document ends. */
  readonly end: number;
  /** The next character to read. */
  at: number;
  /** The column of the next token of the line, `atEnd` after the last one. */
  column: number;
  /** Whether comments, and how many blank lines, stood between the last token and this one. */
  commented: boolean;
  blankLines: number;
  depth: number;
  /** The column of the block collection around a flow collection. */
  indent: number;
  readonly tape: Tape;
  /** Where the plain text begins that was last followed, and what was found: no new object for each. */
  plainStart: number;
  /** The offset after its last character that is not blank. */
  plainEnd: number;
  /** What stopped it, and the offset of that. */
  plainStop: PlainStop;
  plainStopAt: number;
}

/** The colon of a key, a comment, the end of the line, or a tab that leaves it open what is meant. */
export type PlainStop = "key" | "comment" | "line" | "tab";

export function startCursor(text: string, start: number, end: number): Cursor {
  return {
    text,
    end,
    at: start,
    column: 0,
    commented: false,
    blankLines: 0,
    depth: 0,
    indent: atEnd,
    tape: startTape(end - start),
    plainStart: -1,
    plainEnd: 0,
    plainStop: "line",
    plainStopAt: 0,
  };
}

export const atEnd = -1;
/** In the place of a record. */
export const unsure = -1;
/** Deeper nesting is left to the full parser. */
export const deepest = 500;

/** Goes to the first token of the line at `at` or of a later one; `false` at a tab that indents. */
export function nextToken(cursor: Cursor): boolean {
  const { text, end } = cursor;
  cursor.commented = false;
  cursor.blankLines = 0;
  let at = cursor.at;
  for (;;) {
    const lineStart = at;
    while (at < end && text.charCodeAt(at) === space) at += 1;
    const code = at < end ? text.charCodeAt(at) : lineFeed;
    if (code === hash) {
      cursor.commented = true;
      at = lineEnd(text, at, end);
    } else if (code === lineFeed) cursor.blankLines += 1;
    else if (code !== carriageReturn) {
      cursor.at = at;
      cursor.column = at - lineStart;
      return code !== tab;
    }
    if (at >= end) {
      cursor.at = end;
      cursor.column = atEnd;
      return true;
    }
    at += 1;
  }
}

/** Ends a line after its last token: only blanks and a comment may follow. */
export function leaveLine(cursor: Cursor): boolean {
  const { text, end } = cursor;
  let { at } = cursor;
  const from = at;
  while (at < end && text.charCodeAt(at) === space) at += 1;
  if (text.charCodeAt(at) === carriageReturn && at < end) at += 1;
  const code = at < end ? text.charCodeAt(at) : lineFeed;
  if (code === hash) {
    if (at === from) return false;
    at = lineEnd(text, at, end);
  } else if (code !== lineFeed) return false;
  cursor.at = at + 1;
  if (cursor.at > end) cursor.at = end;
  return nextToken(cursor);
}
