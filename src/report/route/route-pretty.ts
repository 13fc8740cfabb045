import { lastLineOf, frameRows, roomBeside, type FrameStyle } from "../frame-rows.ts";
import { framesOf } from "../frame.ts";
import { lineIndexes, type LineIndex } from "../line-index.ts";
import { paintOf, type Paint } from "../paint.ts";
import { printable } from "../printable.ts";
import type { RenderOptions } from "../renderer.ts";
import { writtenSpan, type SourceFile, type Span } from "../../yaml/source.ts";
import type { Diagnostic } from "../report.ts";
import type { RouteAnswer } from "./route-answer.ts";
import { wayOf, type WayLine } from "./walk.ts";

interface Style {
  readonly options: RenderOptions;
  readonly paint: Paint;
  readonly indexOf: (source: SourceFile) => LineIndex;
}

/** The way of a call for people: each step with the line that decides it. */
export function renderRoutePretty(answers: readonly RouteAnswer[], options: RenderOptions): string {
  const style = { options, paint: paintOf(options.color), indexOf: lineIndexes() };
  return `${answers.map((it) => answerRows(it, style).join("\n")).join("\n\n")}\n`;
}

function answerRows(answer: RouteAnswer, style: Style): readonly string[] {
  const { paint } = style;
  const { from, to, call, form, findings, hints } = answer;
  const where = form === undefined ? "" : paint.dim(`  (${printable(form)})`);
  return [
    `${paint.headline(`${printable(from)} -> ${printable(to)}`)}  ${printable(call)}${where}`,
    "",
    ...wayOf(answer.outcome).flatMap((line) => lineRows(line, style)),
    ...hints.map((it) => `help: ${printable(it)}`),
    ...leftOutRows(answer, style),
    ...(findings.length > 0
      ? ["", paint.strong("findings on the way"), ...findings.map((it) => findingRow(it, style))]
      : []),
  ];
}

/** Objects of a mesh that is not as it is written; of many errors of one object the first ones. */
function leftOutRows({ leftOut, refused }: RouteAnswer, style: Style): readonly string[] {
  const { paint } = style;
  const titles = new Set(refused.map(({ title }) => title));
  const replaced = leftOut.filter((it) => !titles.has(it)).map(printable);
  return [
    ...(refused.length > 0 ? ["", paint.strong("not applied, because admission refuses it")] : []),
    ...refused.flatMap(({ title, findings }) => [
      `  ${printable(title)}`,
      ...findings.slice(0, mostFindings).map((it) => `  ${findingRow(it, style)}`),
      ...(findings.length > mostFindings
        ? [paint.dim(`    and ${findings.length - mostFindings} more`)]
        : []),
    ]),
    ...(replaced.length > 0
      ? ["", paint.dim(`replaced by a later object of the same name: ${replaced.join(", ")}`)]
      : []),
  ];
}

const mostFindings = 3;

function lineRows({ depth, step, kind, isBad }: WayLine, style: Style): readonly string[] {
  const { paint } = style;
  const indent = "  ".repeat(depth);
  const sign = kind === "branch" ? "-> " : kind === "end" ? "=  " : "";
  const text = printable(step.text);
  const shown = isBad ? paint.severity.error(text) : kind === "end" ? paint.strong(text) : text;
  const row = `${indent}${paint.gutter(sign)}${shown}`;
  return step.field
    ? [row, ...frameOf(writtenSpan(step.field.keySpan), `${indent}  `, style)]
    : [row];
}

function frameOf(span: Span, indent: string, style: Style): readonly string[] {
  const { options, indexOf, paint } = style;
  const line = indexOf(span.source).lineAt(span.start);
  const end = Math.min(span.end, line.end);
  const primary = { span: { ...span, end }, text: "" };
  const frames = framesOf(
    { primary, resource: undefined, related: [], relatedResources: [] },
    indexOf,
  );
  const room = roomBeside(lastLineOf(frames), options);
  const frameStyle: FrameStyle = { paint, severity: "info", indexOf, ...room };
  return frames
    .flatMap((frame) => frameRows(frame, "-->", frameStyle))
    .filter((row) => !/\|\s*$/.test(row))
    .map((row) => `${indent}${row}`);
}

function findingRow(
  { severity, ruleId, headline, primary: { span } }: Diagnostic,
  { indexOf, paint }: Style,
): string {
  const { line, column } = indexOf(span.source).positionAt(span.start);
  const place = `${printable(span.source.path)}:${line}:${column}`;
  return `  ${paint.severity[severity](`${severity}[${ruleId}]`)} ${printable(headline)}  ${paint.dim(place)}`;
}
