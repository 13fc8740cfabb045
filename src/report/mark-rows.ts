import type { PlacedMark } from "./excerpt.ts";

/** A text at a column of a row, and the mark it belongs to. */
interface Piece {
  readonly column: number;
  readonly text: string;
  readonly mark: PlacedMark;
}

export type PaintMark = (mark: PlacedMark, text: string) => string;

/**
 * The rows below a line of code. Marks that do not overlap share a row of underlines: the last has its text
 * behind it, the others hang theirs below on a bar.
 */
export function markRows(marks: readonly PlacedMark[], paint: PaintMark): readonly string[] {
  return layersOf(marks)
    .flatMap((layer) => rowsOf(layer))
    .map((row) => rowText(row, paint));
}

/** Marks split into layers without overlaps, each from left to right, the primary mark in the first. */
function layersOf(marks: readonly PlacedMark[]): readonly (readonly PlacedMark[])[] {
  const layers: PlacedMark[][] = [];
  const ordered = marks.toSorted(
    (left, right) => Number(right.primary) - Number(left.primary) || left.column - right.column,
  );
  for (const mark of ordered) {
    const layer = layers.find((others) => others.every((other) => !overlap(mark, other)));
    if (layer) layer.push(mark);
    else layers.push([mark]);
  }
  return layers.map((layer) => layer.toSorted((left, right) => left.column - right.column));
}

function overlap(left: PlacedMark, right: PlacedMark): boolean {
  return left.column < right.column + right.width && right.column < left.column + left.width;
}

function rowsOf(layer: readonly PlacedMark[]): readonly (readonly Piece[])[] {
  const underlines = layer.map((mark, index) => {
    const line = (mark.primary ? "^" : "-").repeat(mark.width);
    return piece(mark, index === layer.length - 1 ? `${line} ${mark.text}` : line);
  });
  const hanging = layer.slice(0, -1).filter(({ text }) => text !== "");
  const bars = hanging.map((mark) => piece(mark, "|"));
  const texts = hanging.map((mark, index) => bars.slice(0, index).concat(piece(mark, mark.text)));
  return [underlines, ...(bars.length === 0 ? [] : [bars]), ...texts.toReversed()];
}

function piece(mark: PlacedMark, text: string): Piece {
  return { column: mark.column, text: text.trimEnd(), mark };
}

function rowText(pieces: readonly Piece[], paint: PaintMark): string {
  let column = 0;
  let row = "";
  for (const { column: start, text, mark } of pieces) {
    row += " ".repeat(start - column) + paint(mark, text);
    column = start + text.length;
  }
  return row;
}
