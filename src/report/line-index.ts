import type { SourceFile } from "../yaml/source.ts";

/** A place for people: both numbers start at 1, columns count UTF-16 units, a byte order mark counts nothing. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A line without its end, and without the byte order mark. Offsets are those of the source. */
export interface Line {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

export interface LineIndex {
  /** The line that holds `offset`; a line end belongs to the line it ends. */
  lineAt(offset: number): Line;
  /** A line by its number; `undefined` beyond the last. */
  line(number: number): Line | undefined;
  positionAt(offset: number): Position;
}

/** Line ends are only LF, CRLF and CR, as in YAML. */
export function lineIndex({ text }: SourceFile): LineIndex {
  const lines = linesOf(text);
  const lineAt = (offset: number): Line => {
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lines[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return lines[low] ?? { number: 1, start: 0, end: text.length };
  };
  return {
    lineAt,
    line: (number) => lines[number - 1],
    positionAt(offset) {
      const { number, start } = lineAt(offset);
      return { line: number, column: Math.max(offset - start, 0) + 1 };
    },
  };
}

/** Indexes made on first use, for one rendering. */
export function lineIndexes(): (source: SourceFile) => LineIndex {
  const known = new Map<SourceFile, LineIndex>();
  return (source) => {
    const index = known.get(source) ?? lineIndex(source);
    known.set(source, index);
    return index;
  };
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ number: lines.length + 1, start, end: index });
    start = index + lineEnd.length;
  }
  return [...lines, { number: lines.length + 1, start, end: text.length }];
}
