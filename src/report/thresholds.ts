import { severities, type Severity } from "../rule/finding.ts";
import type { Diagnostic, Report } from "./report.ts";

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** The diagnostics from `threshold` on, in their order. */
export function atLeast(report: Report, threshold: Severity): readonly Diagnostic[] {
  return report.diagnostics.filter(({ severity }) => isAtLeast(severity, threshold));
}
