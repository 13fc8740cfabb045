import type { Fix } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import { resourceTitle } from "./by-service.ts";
import { cellsOf } from "./cells.ts";
import { excerptsOf, type Excerpt, type PlacedMark } from "./excerpt.ts";
import { fixDiff, type DiffRow, type FileDiff } from "./fix-diff.ts";
import type { Frame } from "./frame.ts";
import type { LineIndex } from "./line-index.ts";
import { markRows } from "./mark-rows.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { printable } from "./printable.ts";

type IndexOf = (source: SourceFile) => LineIndex;

/** Columns of code; wider lines can be scrolled, but scrolling through a minified file is of no use. */
const room = { width: 160, ellipsis: "…" };

const gap = markup`<i>  \u22EE</i>`;

/** The marked lines of one resource, under its place and name. */
export function frameMarkup(frame: Frame, indexOf: IndexOf): Markup {
  const { source, start, resource, lines } = frame;
  const { line, column } = indexOf(source).positionAt(start);
  const place = printable(`${source.path}:${line}:${column}`);
  const title = resource ? printable(resourceTitle(resource)) : "";
  const rows = lines.flatMap((it) =>
    it === undefined
      ? [gap]
      : excerptsOf(it.text, it.marks, room).flatMap((excerpt) => rowsOf(it.number, excerpt)),
  );
  return markup`<figure><figcaption><b>${place}</b> ${title}</figcaption><pre tabindex="0">${markupLines(rows)}</pre></figure>`;
}

function rowsOf(number: number, excerpt: Excerpt): readonly Markup[] {
  const below = markRows(
    excerpt.marks,
    (mark, drawn) => markup`<b class="${classOf(mark)}">${drawn}</b>`.markup,
  );
  return [
    markup`<i>${gutter(number)}</i>${codeMarkup(excerpt)}`,
    ...below.map((row) => markup`<i>${gutter("")}</i>${{ markup: row }}`),
  ];
}

function gutter(number: number | string): string {
  return `${String(number).padStart(5)} | `;
}

function classOf({ primary }: PlacedMark): string {
  return primary ? "primary" : "related";
}

/** Where marks overlap, the primary one is seen. */
function codeMarkup({ text, marks }: Excerpt): Markup {
  const edges = marks.flatMap(({ column, width }) => [column, column + width]);
  const starts = [...new Set([0, ...edges])].toSorted((left, right) => left - right);
  const cells = cellsOf(text);
  const pieces = starts.map((start, index) => {
    const end = starts[index + 1] ?? Infinity;
    const part = cells.filter(({ column }) => column >= start && column < end);
    const shown = part.map((cell) => cell.text).join("");
    const covering = marks.filter(({ column, width }) => column <= start && start < column + width);
    const mark = covering.find(({ primary }) => primary) ?? covering[0];
    if (mark === undefined || shown === "") return markup`${shown}`;
    return markup`<mark class="${classOf(mark)}">${shown}</mark>`;
  });
  return markup`${pieces}`;
}

/** A fix that moves whole blocks is shown by its start. */
const mostDiffRows = 20;

/** What a fix changes, in whole lines. */
export function diffMarkup(fix: Fix, indexOf: IndexOf): Markup {
  return markup`${fixDiff(fix, indexOf).map(fileMarkup)}`;
}

function fileMarkup({ source, hunks }: FileDiff): Markup {
  const rows = hunks.flatMap((hunk) => [
    ...hunk.slice(0, mostDiffRows).map(diffRowMarkup),
    ...(hunk.length > mostDiffRows ? [gap] : []),
  ]);
  return markup`<figure><figcaption>${printable(source.path)}</figcaption><pre tabindex="0">${markupLines(rows)}</pre></figure>`;
}

function diffRowMarkup({ kind, number, text }: DiffRow): Markup {
  const [excerpt] = excerptsOf(text, [], room);
  const code = excerpt?.text ?? "";
  const start = markup`<i>${String(number).padStart(5)}</i>`;
  if (kind === "same") return markup`${start}   ${code}`;
  return kind === "added"
    ? markup`${start} <ins>+ ${code}</ins>`
    : markup`${start} <del>- ${code}</del>`;
}
