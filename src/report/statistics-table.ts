import { paintOf } from "./paint.ts";
import { statisticsOf } from "./statistics.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Report } from "./report.ts";
import type { RuleStatisticsData } from "./report-data.ts";
import { tallyLines } from "./tally.ts";
import { atLeast } from "./thresholds.ts";

const columns = ["findings", "fixable", "files"] as const;

/** A line for each rule with findings, most first, in place of the findings. */
export function renderStatistics(report: Report, options: RenderOptions): string {
  const rows = statisticsOf(atLeast(report, options.minSeverity));
  const paint = paintOf(options.color);
  const head = paint.dim(`${columns.join("  ")}  severity  rule`);
  const table = rows.length === 0 ? [] : [head, ...rows.map((row) => rowOf(row, options)), ""];
  return [...table, ...tallyLines(report, options)].map((line) => `${line}\n`).join("");
}

function rowOf(row: RuleStatisticsData, { color }: RenderOptions): string {
  const { count, fixable, files, severity, ruleId } = row;
  const numbers = [count, fixable, files].map((value, index) =>
    String(value).padStart(columns[index]?.length ?? 0),
  );
  const shown = paintOf(color).severity[severity](severity);
  return `${numbers.join("  ")}  ${shown}${" ".repeat(8 - severity.length)}  ${ruleId}`;
}
