import type { Fix } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import { plural } from "../text/lists.ts";
import { groupsOf } from "./arrange.ts";
import { excerptsOf } from "./excerpt.ts";
import { fixDiff, type DiffRow, type FileDiff } from "./fix-diff.ts";
import { bar, footnote, frameRows, type FrameStyle, lastLineOf, roomBeside } from "./frame-rows.ts";
import { type Frame, framesOf } from "./frame.ts";
import { hyperlink } from "./hyperlink.ts";
import { type LineIndex, lineIndexes } from "./line-index.ts";
import { type Paint, paintOf } from "./paint.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report } from "./report.ts";
import { tallyLines } from "./tally.ts";
import { atLeast } from "./thresholds.ts";

/** Code frames in the manner of rustc, for people; nothing but ASCII is drawn. */
export function renderPretty(report: Report, options: RenderOptions): string {
  const paint = paintOf(options.color);
  const indexOf = lineIndexes();
  const shown = atLeast(report, options.minSeverity);
  const blocksOf = (diagnostics: readonly Diagnostic[]): readonly string[] =>
    diagnostics.map((diagnostic) => blockOf(diagnostic, { options, paint, indexOf }).join("\n"));
  const blocks =
    options.groupBy === undefined
      ? blocksOf(shown)
      : groupsOf(shown, options.groupBy).flatMap(({ title, diagnostics }) =>
          [paint.strong(`${printable(title)}: ${plural(diagnostics.length, "finding")}`)].concat(
            blocksOf(diagnostics),
          ),
        );
  return `${[...blocks, tallyLines(report, options).join("\n")].join("\n\n")}\n`;
}

interface Surroundings {
  readonly options: RenderOptions;
  readonly paint: Paint;
  readonly indexOf: (source: SourceFile) => LineIndex;
}

/** What the lines of one finding share. */
interface Style extends Surroundings, FrameStyle {
  readonly diagnostic: Diagnostic;
}

function blockOf(diagnostic: Diagnostic, surroundings: Surroundings): readonly string[] {
  const { options, indexOf } = surroundings;
  const frames = framesOf(diagnostic, indexOf);
  const diffs = diagnostic.fix ? fixDiff(diagnostic.fix, indexOf) : [];
  const { severity } = diagnostic;
  const room = roomBeside(lastNumber(frames, diffs), options);
  const style = { ...surroundings, ...room, diagnostic, severity };
  return [
    headline(style),
    ...frames.flatMap((frame, index) => frameRows(frame, index === 0 ? "-->" : ":::", style)),
    ...footnotes(style),
    ...(diagnostic.fix ? fixRows(diagnostic.fix, diffs, style) : []),
  ];
}

function lastNumber(frames: readonly Frame[], diffs: readonly FileDiff[]): number {
  const numbers = diffs.flatMap(({ hunks }) => hunks.flat().map(({ number }) => number));
  return numbers.reduce((most, number) => Math.max(most, number), lastLineOf(frames));
}

function headline({ diagnostic, paint, options }: Style): string {
  const { severity, ruleId, docsUrl } = diagnostic;
  const id = options.links ? hyperlink(ruleId, docsUrl) : ruleId;
  const title = paint.severity[severity](`${severity}[${id}]`);
  return `${title}${paint.headline(`: ${printable(diagnostic.headline)}`)}`;
}

function footnotes(style: Style): readonly string[] {
  const { diagnostic, options } = style;
  const { note, help, fix, docsUrl } = diagnostic;
  return [
    footnote("note: ", style.paint.dim(printable(note)), style),
    // What the fix does is said once.
    ...(fix?.title === help ? [] : [footnote("help: ", printable(help), style)]),
    ...(options.links ? [] : [footnote("docs: ", docsUrl, style)]),
  ];
}

function fixRows(fix: Fix, diffs: readonly FileDiff[], style: Style): readonly string[] {
  const { fixFlag } = style.options;
  const applied = fix.safe && fixFlag !== undefined ? `, applied by ${fixFlag}` : "";
  const title = `${printable(fix.title)}  (${fix.safe ? "safe" : "unsafe"}${applied})`;
  return [footnote("fix:  ", title, style), ...diffs.flatMap((diff) => diffRows(diff, style))];
}

function diffRows({ source, hunks }: FileDiff, style: Style): readonly string[] {
  const { diagnostic, gutter, paint } = style;
  const isElsewhere = source !== diagnostic.primary.span.source;
  const place = `${" ".repeat(gutter)}${paint.gutter("-->")} ${printable(source.path)}`;
  const rows = hunks.map((hunk) => hunkRows(hunk, style));
  return [
    ...(isElsewhere ? [place] : []),
    bar("", style),
    ...rows.flatMap((hunk, index) => (index === 0 ? hunk : [paint.gutter("...")].concat(hunk))),
    bar("", style),
  ];
}

/** A fix that moves whole blocks is shown by its start. */
const mostDiffRows = 20;

function hunkRows(hunk: readonly DiffRow[], style: Style): readonly string[] {
  const shown = hunk.slice(0, mostDiffRows).map((row) => diffRow(row, style));
  return hunk.length > mostDiffRows ? [...shown, style.paint.gutter("...")] : shown;
}

function diffRow({ kind, number, text }: DiffRow, style: Style): string {
  const { gutter, paint, room } = style;
  const code = excerptsOf(text, [], room)
    .map((excerpt) => excerpt.text)
    .join("");
  const shown = String(number).padStart(gutter);
  if (kind === "same") return bar(shown, style, code);
  const row = `${kind === "added" ? "+" : "-"} ${code}`.trimEnd();
  const painted = kind === "added" ? paint.added(row) : paint.removed(row);
  return `${paint.gutter(shown)} ${painted}`;
}
