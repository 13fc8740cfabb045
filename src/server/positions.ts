import type { Position, Range } from "vscode-languageserver";
import { lineIndex, type LineIndex } from "../report/line-index.ts";
import type { SourceFile, Span } from "../yaml/source.ts";

/** What characters of a line are counted in; clients and servers agree on it when they meet. */
export type Encoding = "utf-16" | "utf-8";

/** Offsets of a text as a client counts, and the other way round. */
export interface Positions {
  readonly positionAt: (offset: number) => Position;
  readonly offsetAt: (position: Position) => number;
}

export interface PositionFinder {
  readonly of: (source: SourceFile) => Positions;
  readonly rangeOf: (span: Span) => Range;
}

/** Positions in sources; each text is cut into lines once, as long as somebody holds it. */
export function positionFinder(encoding: Encoding): PositionFinder {
  const known = new WeakMap<SourceFile, Positions>();
  const of = (source: SourceFile): Positions => {
    const found = known.get(source) ?? positionsIn(source, encoding);
    known.set(source, found);
    return found;
  };
  const rangeOf = ({ source, start, end }: Span): Range => {
    const { positionAt } = of(source);
    const last = isWithinCharacter(source.text, end) ? end + 1 : end;
    return { start: positionAt(start), end: positionAt(last) };
  };
  return { of, rangeOf };
}

function positionsIn(source: SourceFile, encoding: Encoding): Positions {
  const { text } = source;
  const index = lineIndex(source);
  return {
    positionAt(offset) {
      const { number, start, end } = index.lineAt(offset);
      const first = isWithinCharacter(text, offset) ? offset - 1 : offset;
      // What is between CR and LF is the end of the line.
      const before = text.slice(start, Math.min(Math.max(first, start), end));
      return { line: number - 1, character: lengthOf(before, encoding) };
    },
    offsetAt: (position) => offsetIn(text, position, { index, encoding }),
  };
}

/** Between the two units of one character. */
function isWithinCharacter(text: string, offset: number): boolean {
  return offset > 0 && (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}

interface Counting {
  readonly index: LineIndex;
  readonly encoding: Encoding;
}

/** Beyond the end of a line is its end, and below the last line the end of the text. */
function offsetIn(
  text: string,
  { line, character }: Position,
  { index, encoding }: Counting,
): number {
  const found = index.line(line + 1);
  if (found === undefined) return text.length;
  const written = text.slice(found.start, found.end);
  const units = encoding === "utf-16" ? character : unitsIn(written, character);
  return found.start + Math.min(units, written.length);
}

/** How many UTF-16 units hold some bytes of UTF-8; a character that is cut off does not count. */
function unitsIn(text: string, bytes: number): number {
  let left = bytes;
  let units = 0;
  for (const character of text) {
    left -= lengthOf(character, "utf-8");
    if (left < 0) return units;
    units += character.length;
  }
  return units;
}

function lengthOf(text: string, encoding: Encoding): number {
  return encoding === "utf-16" ? text.length : new TextEncoder().encode(text).length;
}
