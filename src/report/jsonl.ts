import { diagnosticOf } from "./json.ts";
import { lineIndexes } from "./line-index.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Report } from "./report.ts";
import { atLeast } from "./thresholds.ts";

/** One line a finding, each the object that `json` has for it. Nothing at all for a clean run. */
export function renderJsonl(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  return atLeast(report, options.minSeverity)
    .map((diagnostic) => `${JSON.stringify(diagnosticOf(diagnostic, indexOf))}\n`)
    .join("");
}
