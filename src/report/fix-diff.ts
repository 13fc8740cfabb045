import type { Edit, Fix } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { LineIndex } from "./line-index.ts";

/** A line of a diff; `number` is its line in the file as it is now. */
export interface DiffRow {
  readonly kind: "same" | "removed" | "added";
  readonly number: number;
  readonly text: string;
}

export interface FileDiff {
  readonly source: SourceFile;
  readonly hunks: readonly (readonly DiffRow[])[];
}

/** What a fix changes, in whole lines, file by file. */
export function fixDiff(
  { edits }: Fix,
  indexOf: (source: SourceFile) => LineIndex,
): readonly FileDiff[] {
  const sources = new Set(edits.map(({ span }) => span.source));
  return Array.from(sources, (source) => {
    const index = indexOf(source);
    const own = edits.filter(({ span }) => span.source === source);
    return { source, hunks: regionsOf(own, index).map((region) => hunkOf(region, source, index)) };
  });
}

/** Lines from `first` to `last` that edits touch. */
interface Region {
  readonly first: number;
  readonly last: number;
  readonly edits: readonly Edit[];
}

function regionsOf(edits: readonly Edit[], index: LineIndex): readonly Region[] {
  const regions: Region[] = [];
  for (const edit of edits.toSorted((left, right) => left.span.start - right.span.start)) {
    const first = index.lineAt(edit.span.start).number;
    const last = index.lineAt(edit.span.end).number;
    const before = regions.at(-1);
    if (before && first <= before.last + 1) {
      const edited = [...before.edits, edit];
      regions[regions.length - 1] = { ...before, last: Math.max(before.last, last), edits: edited };
    } else {
      regions.push({ first, last, edits: [edit] });
    }
  }
  return regions;
}

function hunkOf(region: Region, source: SourceFile, index: LineIndex): readonly DiffRow[] {
  const start = index.line(region.first)?.start ?? 0;
  const end = index.line(region.last)?.end ?? source.text.length;
  const before = linesOf(source.text.slice(start, end));
  const after = linesOf(editedText(source.text, { start, end, edits: region.edits }));
  const head = commonStart(before, after);
  const tail = commonStart(before.slice(head).toReversed(), after.slice(head).toReversed());
  const number = region.first + head;
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  const changes = [...rows("removed", removed, number), ...rows("added", added, number)];
  // A line that is replaced shows by itself where it is; one that comes or goes needs a neighbour.
  const replaced = removed.length > 0 && added.length > 0;
  const neighbour = replaced ? undefined : index.line(number - 1);
  if (neighbour === undefined) return changes;
  const text = source.text.slice(neighbour.start, neighbour.end);
  return [...rows("same", [text], number - 1), ...changes];
}

function rows(kind: DiffRow["kind"], lines: readonly string[], number: number): readonly DiffRow[] {
  return lines.map((text, index) => ({ kind, number: number + index, text }));
}

/** What a stretch of `text` becomes; `edits` lie within it, in order, and do not overlap. */
export function editedText(text: string, { start, end, edits }: EditedStretch): string {
  let result = "";
  let from = start;
  for (const { span, text: replacement } of edits) {
    result += text.slice(from, span.start) + replacement;
    from = span.end;
  }
  return result + text.slice(from, end);
}

export interface EditedStretch {
  readonly start: number;
  readonly end: number;
  readonly edits: readonly Edit[];
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

function commonStart(left: readonly string[], right: readonly string[]): number {
  const different = left.findIndex((line, index) => line !== right[index]);
  return different < 0 ? Math.min(left.length, right.length) : different;
}
