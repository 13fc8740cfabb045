import { groupsOf } from "./arrange.ts";
import { plainForLogs } from "./for-logs.ts";
import { lineIndexes } from "./line-index.ts";
import { printable } from "./printable.ts";
import { shownPath } from "./shown-path.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Report } from "./report.ts";
import { tallyLines } from "./tally.ts";
import { atLeast } from "./thresholds.ts";

/** A line of the same form for work that could not be done. */
export function conciseFault(
  { path, line, column }: { readonly path: string; readonly line: number; readonly column: number },
  headline: string,
): string {
  const text = `${shownPath(path)}:${line}:${column}: error[not-checked] ${printable(headline)}\n`;
  return plainForLogs(text);
}

/** One line per finding, `path:line:column: severity[rule] headline`, with `[*]` after those with a safe fix. */
export function renderConcise(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const shown = atLeast(report, options.minSeverity);
  const { groupBy } = options;
  const arranged = groupBy ? groupsOf(shown, groupBy).flatMap((it) => it.diagnostics) : shown;
  const lines = arranged.map((diagnostic) => {
    const { source, start } = diagnostic.primary.span;
    const { line, column } = indexOf(source).positionAt(start);
    const place = `${shownPath(source.path)}:${line}:${column}`;
    const mark = diagnostic.fix?.safe === true ? " [*]" : "";
    const { severity, ruleId, headline, resource } = diagnostic;
    const from = resource?.origin === undefined ? "" : ` (from ${printable(resource.origin)})`;
    return `${place}: ${severity}[${ruleId}] ${printable(headline)}${from}${mark}`;
  });
  return [...lines, ...tallyLines(report, options)].map((line) => `${line}\n`).join("");
}
