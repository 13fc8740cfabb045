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
import { lineEnd } from "./lines.ts";

/** The indicators after the `|` or `>` of a block scalar. */
export interface BlockHeader {
  /** Where the `|` or `>` is. */
  readonly start: number;
  readonly chomping: "clip" | "strip" | "keep";
  /** How much deeper than its parent the text is, where that is written; 0 where it is not. */
  readonly increment: number;
  readonly end: number;
  /** The first line of the text. */
  readonly next: number;
}

/** What was found of a text so far. */
export interface BlockBody {
  isEmpty: boolean;
  /** Line breaks since its last line. */
  blankLines: number;
  /** The last line began with a blank, and so does not fold. */
  isIndented: boolean;
  /** The offset after the last line that is not blank. */
  inkEnd: number;
  /** The next line. */
  at: number;
}

/** The text of the block scalar that begins at `start`, known to be whole, whose header leaves its indentation open. */
export function blockText(text: string, start: number): string {
  const { length: end } = text;
  const header = parseHeader(text, start, end);
  if (header === undefined) return "";
  const width = contentIndent(text, header.next, end) ?? 0;
  return textOf(text, end, { header, width }) ?? "";
}

/** The text of a body at column `width`; `undefined` where go-yaml would object. */
export function textOf(
  text: string,
  end: number,
  { header, width }: { readonly header: BlockHeader; readonly width: number },
): string | undefined {
  const pieces: string[] = [];
  const body = readBody(text, end, { header, width, pieces });
  if (body === undefined) return undefined;
  if (!body.isEmpty && header.chomping !== "strip") pieces.push("\n");
  if (header.chomping === "keep") pieces.push("\n".repeat(body.blankLines));
  return pieces.join("");
}

/** The header at `start`; `undefined` for what is none. */
export function parseHeader(text: string, start: number, end: number): BlockHeader | undefined {
  let chomping: BlockHeader["chomping"] = "clip";
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
  return { start, chomping, increment, end: headerEnd, next: Math.min(last + 1, end) };
}

function isLineBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === lineFeed || code === carriageReturn;
}

/** The column of the first line with text; 0 if there is none. `undefined` where go-yaml would object. */
export function contentIndent(text: string, start: number, end: number): number | undefined {
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

/** Follows a body at column `width`; its text goes into `pieces`, where they are wanted. */
export function readBody(
  text: string,
  end: number,
  { header, width, pieces }: Reading,
): BlockBody | undefined {
  const folds = text.charCodeAt(header.start) !== bar;
  const body: BlockBody = {
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
    } else addLine(body, text, { start: at, end: last, folds, pieces });
    body.at = Math.min(last + 1, end);
  }
  return body;
}

interface Reading {
  readonly header: BlockHeader;
  readonly width: number;
  readonly pieces?: string[];
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly folds: boolean;
  readonly pieces: string[] | undefined;
}

function addLine(body: BlockBody, text: string, { start, end, folds, pieces }: Line): void {
  const isIndented = isBlank(text.charCodeAt(start));
  const last = text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
  if (pieces) {
    pieces.push(breakBefore(body, folds && !isIndented && !body.isIndented));
    pieces.push(text.slice(start, last));
  }
  body.isEmpty = false;
  body.blankLines = 0;
  body.isIndented = isIndented;
  let ink = last;
  while (ink > start && isBlank(text.charCodeAt(ink - 1))) ink -= 1;
  if (ink > start) body.inkEnd = last;
}

/** The separator between a line and the text before it. */
function breakBefore({ isEmpty, blankLines }: BlockBody, folds: boolean): string {
  if (isEmpty) return "\n".repeat(blankLines);
  if (!folds) return "\n".repeat(blankLines + 1);
  return blankLines === 0 ? " " : "\n".repeat(blankLines);
}
