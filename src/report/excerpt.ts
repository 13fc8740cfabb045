import { type Cell, cellsOf, columnAt } from "./cells.ts";

/** A stretch of one line that a label is about, in UTF-16 units of the line. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly primary: boolean;
}

/** A mark in columns of the terminal. */
export interface PlacedMark {
  readonly column: number;
  readonly width: number;
  readonly text: string;
  readonly primary: boolean;
}

/** A line, or a part of a line that is too wide, as it is shown. */
export interface Excerpt {
  readonly text: string;
  readonly marks: readonly PlacedMark[];
}

/** The width for code in columns, and the marker for omitted parts. */
export interface Room {
  readonly width: number;
  readonly ellipsis: string;
}

/** A line with its marks: as one excerpt where it fits, else one for each group of marks that are near. */
export function excerptsOf(line: string, marks: readonly Mark[], room: Room): readonly Excerpt[] {
  // A sign takes no more columns than four a UTF-16 unit (a tab), mostly one: no need to measure what is far longer.
  const cells = line.length > 4 * room.width ? undefined : cellsOf(line);
  if (cells && totalWidth(cells) <= room.width) {
    return [{ text: textOf(cells), marks: marks.map((mark) => placed(mark, cells)) }];
  }
  if (marks.length === 0) return [cut(line, { start: 0, end: 0, marks: [] }, room)];
  return groupsOf(line, marks, room.width / 2).map((group) => cut(line, group, room));
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly marks: readonly Mark[];
}

/** Marks that lie within `reach` columns of each other. */
function groupsOf(line: string, marks: readonly Mark[], reach: number): readonly Group[] {
  const groups: Group[] = [];
  for (const mark of marks.toSorted((left, right) => left.start - right.start)) {
    const last = groups.at(-1);
    if (last && isWithin(line.slice(last.start, mark.end), reach)) {
      const end = Math.max(last.end, mark.end);
      groups[groups.length - 1] = { start: last.start, end, marks: [...last.marks, mark] };
    } else {
      groups.push({ start: mark.start, end: mark.end, marks: [mark] });
    }
  }
  return groups;
}

function isWithin(text: string, reach: number): boolean {
  return text.length <= reach && totalWidth(cellsOf(text)) <= reach;
}

/** The part of a wide line around a group: from the start of the line if the group can be seen there. */
function cut(line: string, group: Group, { width, ellipsis }: Room): Excerpt {
  const from = wholeSign(line, Math.max(0, group.start - width));
  const to = wholeSign(line, Math.min(line.length, group.start + 2 * width));
  const cells = cellsOf(line.slice(from, to), from);
  const inner = width - 2 * ellipsis.length;
  const start = columnAt(cells, group.start);
  const end = columnAt(cells, Math.min(group.end, to));
  // One long mark may lose its end for the key before it; of several each is seen.
  const isLong = group.marks.length === 1 && end - start > inner / 2;
  const seenFromStart = from === 0 && (end <= inner || (isLong && start <= inner / 2));
  const before = end - start > inner ? 4 : Math.floor((inner - (end - start)) / 2);
  const first = seenFromStart ? 0 : Math.max(0, start - before);
  const shown = cells.filter(
    (cell) => cell.column >= first && cell.column + cell.width <= first + inner,
  );
  const head = from > 0 || shown[0] !== cells[0] ? ellipsis : "";
  const tail = to < line.length || shown.at(-1) !== cells.at(-1) ? ellipsis : "";
  const shift = head.length - (shown[0]?.column ?? 0);
  return {
    text: `${head}${textOf(shown)}${tail}`,
    marks: group.marks.map((mark) => placed(mark, shown, shift)),
  };
}

/** Steps back from the middle of a surrogate pair. */
function wholeSign(line: string, offset: number): number {
  return /[\uDC00-\uDFFF]/.test(line.charAt(offset)) ? offset - 1 : offset;
}

function placed(mark: Mark, cells: readonly Cell[], shift = 0): PlacedMark {
  const { text, primary } = mark;
  const start = columnAt(cells, mark.start);
  const width = Math.max(1, columnAt(cells, mark.end) - start);
  return { column: start + shift, width, text, primary };
}

function totalWidth(cells: readonly Cell[]): number {
  const last = cells.at(-1);
  return last === undefined ? 0 : last.column + last.width;
}

function textOf(cells: readonly Cell[]): string {
  return cells
    .map(({ text }) => text)
    .join("")
    .trimEnd();
}
