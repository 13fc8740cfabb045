import { diagnosticOf } from "./json.ts";
import { lineIndexes } from "./line-index.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Report } from "./report.ts";
import { atLeast } from "./thresholds.ts";

/** One line per finding, the same object as in `json`. Empty for a clean run. */
export function renderJsonl(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  return atLeast(report, options.minSeverity)
    .map((diagnostic) => `${JSON.stringify(diagnosticOf(diagnostic, indexOf))}\n`)
    .join("");
}
