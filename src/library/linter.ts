import { rules } from "../../rules/index.ts";
import { lint, relint } from "../engine/lint.ts";
import { builtParts, packageVersion } from "../parts.ts";
import { reportData } from "../report/json.ts";
import type { ReportData } from "../report/report-data.ts";
import type { Report } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { LintOptions } from "./options.ts";
import { settingsFrom } from "./settings-from.ts";

/** The engine with the options of a caller, which are read once. */
export function linter(
  options: LintOptions,
  { fixes }: { readonly fixes: "checked" | "unchecked" } = { fixes: "checked" },
): (targets: readonly SourceFile[]) => Report {
  const settings = settingsFrom(options, rules);
  const context = options.context ?? [];
  if (fixes === "checked") {
    return (targets) => lint({ targets, context }, rules, settings, builtParts);
  }
  const again = relint({ targets: [], context }, rules, builtParts);
  return (targets) => again(targets, settings);
}

/** All findings: a caller can leave out by itself what it does not want. */
export function asData(report: Report): ReportData {
  return reportData(report, { version: packageVersion(), minSeverity: "info" });
}
