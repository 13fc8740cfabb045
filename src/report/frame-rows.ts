import type { Severity } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import { resourceTitle } from "./by-service.ts";
import { type Excerpt, excerptsOf, type Room } from "./excerpt.ts";
import type { Frame } from "./frame.ts";
import type { LineIndex } from "./line-index.ts";
import { markRows } from "./mark-rows.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";

/** What the rows of one block share. */
export interface FrameStyle {
  readonly paint: Paint;
  readonly severity: Severity;
  /** Columns of the line numbers. */
  readonly gutter: number;
  readonly room: Room;
  readonly indexOf: (source: SourceFile) => LineIndex;
}

/** The room that a gutter for line numbers up to `last` leaves. */
export function roomBeside(
  last: number,
  options: Pick<RenderOptions, "width" | "unicode">,
): Pick<FrameStyle, "gutter" | "room"> {
  const gutter = String(last).length;
  const width = Math.max(options.width - gutter - 3, 20);
  return { gutter, room: { width, ellipsis: options.unicode ? "…" : "..." } };
}

/** The highest line number that frames show; 0 without any. */
export function lastLineOf(frames: readonly Frame[]): number {
  const numbers = frames.flatMap(({ lines }) => lines.map((line) => line?.number ?? 0));
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** A frame with its location above; `arrow` shows whether it is the first. */
export function frameRows(frame: Frame, arrow: string, style: FrameStyle): readonly string[] {
  const { paint } = style;
  const rows = frame.lines.flatMap((line) => {
    if (line === undefined) return [paint.gutter("...")];
    return excerptsOf(line.text, line.marks, style.room).flatMap((excerpt) =>
      codeRows(String(line.number), excerpt, style),
    );
  });
  return [placeRow(frame, arrow, style), bar("", style), ...rows, bar("", style)];
}

function placeRow({ source, start, resource }: Frame, arrow: string, style: FrameStyle): string {
  const { paint, gutter, indexOf } = style;
  const { line, column } = indexOf(source).positionAt(start);
  const place = `${printable(source.path)}:${line}:${column}`;
  const title = resource === undefined ? "" : `  ${paint.dim(printable(resourceTitle(resource)))}`;
  return `${" ".repeat(gutter)}${paint.gutter(arrow)} ${place}${title}`;
}

function codeRows(number: string, { text, marks }: Excerpt, style: FrameStyle): readonly string[] {
  const { paint, severity } = style;
  const below = markRows(marks, (mark, drawn) =>
    mark.primary ? paint.severity[severity](drawn) : paint.secondary(drawn),
  );
  return [bar(number, style, text), ...below.map((row) => bar("", style, row))];
}

/** A row of a frame: line number, bar, text. */
export function bar(number: string, { paint, gutter }: FrameStyle, text = ""): string {
  const left = paint.gutter(`${number.padStart(gutter)} |`);
  return text === "" ? left : `${left} ${text}`;
}

/** A row below a frame: `= help: …`. */
export function footnote(title: string, text: string, { paint, gutter }: FrameStyle): string {
  return `${" ".repeat(gutter)} ${paint.gutter("=")} ${paint.strong(title)}${text}`;
}
