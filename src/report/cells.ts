import { eastAsianWidth } from "get-east-asian-width";
import { bracketCommandsIn } from "./for-logs.ts";
import { unprintable } from "./printable.ts";

/** One visible character (a grapheme), with its width in terminal columns. */
export interface Cell {
  /** UTF-16 offset in the line. */
  readonly start: number;
  /** UTF-16 units in the source. */
  readonly length: number;
  /** What is shown: tabs are expanded, unprintable signs replaced. */
  readonly text: string;
  readonly column: number;
  readonly width: number;
}

/** The cells of `text`, which is part of a line and starts at the UTF-16 offset `from` of it. */
export function cellsOf(text: string, from = 0): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let start = from;
  const isAscii = /^[ -~]*$/.test(text);
  const parted = new Set(bracketCommandsIn(text).map((at) => from + at + 1));
  for (const sign of isAscii ? text : graphemesOf(text)) {
    // `##[` would be a command to a log of GitHub; the blank is there before the marks below are placed.
    const end = parted.has(start) ? " " : "";
    const shown = isAscii ? sign : shownAs(sign);
    const width = (isAscii ? 1 : widthOf(shown)) + end.length;
    cells.push({ start, length: sign.length, text: shown + end, column, width });
    column += width;
    start += sign.length;
  }
  return cells;
}

/** The terminal column of a UTF-16 offset of the line; the column after the last cell for its end. */
export function columnAt(cells: readonly Cell[], offset: number): number {
  const behind = cells.findIndex(({ start }) => start > offset);
  const cell = behind < 0 ? cells.at(-1) : cells[behind - 1];
  if (cell === undefined) return 0;
  const isLast = behind < 0 && offset >= cell.start + cell.length;
  return isLast ? cell.column + cell.width : cell.column;
}

function graphemesOf(text: string): Iterable<string> {
  return Array.from(new Intl.Segmenter("en").segment(text), ({ segment }) => segment);
}

/** Format characters that stand alone, such as a zero width space, are shown too: they would be invisible. */
function shownAs(sign: string): string {
  if (sign === "\t") return "    ";
  return /^\p{Cf}+$/u.test(sign) ? "\uFFFD" : sign.replaceAll(unprintable, "\uFFFD");
}

function widthOf(shown: string): number {
  if (/^ +$/.test(shown)) return shown.length;
  if (/\p{Emoji_Presentation}|\uFE0F/u.test(shown)) return 2;
  return /^\p{M}/u.test(shown) ? 0 : eastAsianWidth(shown.codePointAt(0) ?? 0x20);
}
