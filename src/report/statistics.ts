import { severities, type Severity } from "../rule/finding.ts";
import type { Diagnostic } from "./report.ts";
import type { RuleStatisticsData } from "./report-data.ts";

/** Findings counted by rule, most first. */
export function statisticsOf(diagnostics: readonly Diagnostic[]): readonly RuleStatisticsData[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const group = groups.get(diagnostic.ruleId);
    if (group === undefined) groups.set(diagnostic.ruleId, [diagnostic]);
    else group.push(diagnostic);
  }
  return Array.from(groups, ([ruleId, group]) => countsOf(ruleId, group)).toSorted(
    (left, right) => right.count - left.count || (left.ruleId < right.ruleId ? -1 : 1),
  );
}

function countsOf(ruleId: string, diagnostics: readonly Diagnostic[]): RuleStatisticsData {
  return {
    ruleId,
    topic: diagnostics[0]?.topic ?? "",
    severity: highestOf(diagnostics),
    count: diagnostics.length,
    fixable: diagnostics.filter(({ fix }) => fix?.safe === true).length,
    files: new Set(diagnostics.map(({ primary }) => primary.span.source.path)).size,
  };
}

/** Evidence may lower single findings of a rule. */
export function highestOf(diagnostics: readonly Diagnostic[]): Severity {
  const found = new Set(diagnostics.map(({ severity }) => severity));
  return severities.find((severity) => found.has(severity)) ?? "info";
}
