import type { Edit, Fix, Label } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { lineIndexes, type LineIndex } from "./line-index.ts";
import type { RenderOptions } from "./renderer.ts";
import type {
  DiagnosticData,
  EditData,
  FailureData,
  FixData,
  LabelData,
  PlaceData,
  ReportData,
  SummaryData,
} from "./report-data.ts";
import type { Diagnostic, Report, ResourceId, RuleFailure } from "./report.ts";
import { statisticsOf } from "./statistics.ts";
import { countFixable, countSeverities } from "./tally.ts";
import { atLeast } from "./thresholds.ts";

type IndexOf = (source: SourceFile) => LineIndex;

export function renderJson(report: Report, options: RenderOptions): string {
  return `${JSON.stringify(reportData(report, options), undefined, 2)}\n`;
}

/** A report as plain data, without anything that only this program understands. */
export function reportData(
  report: Report,
  { version, minSeverity }: Pick<RenderOptions, "version" | "minSeverity">,
): ReportData {
  const indexOf = lineIndexes();
  const shown = atLeast(report, minSeverity);
  return {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version },
    summary: summaryOf(report, shown),
    statistics: statisticsOf(shown),
    diagnostics: shown.map((diagnostic) => diagnosticOf(diagnostic, indexOf)),
    suppressed: report.suppressed.map(({ diagnostic, reason, by }) => ({
      ...diagnosticOf(diagnostic, indexOf),
      reason,
      by,
    })),
    staleBaseline: report.staleBaseline,
    failures: report.failures.map(failureOf),
  };
}

function summaryOf(report: Report, shown: readonly Diagnostic[]): SummaryData {
  const { diagnostics, tally } = report;
  const counts = countSeverities(shown);
  return {
    files: tally.files,
    manifests: tally.manifests,
    rules: tally.rules,
    errors: counts.error,
    warnings: counts.warning,
    infos: counts.info,
    fixable: countFixable(shown),
    suppressed: report.suppressed.length,
    baselined: report.baselined.length,
    hidden: diagnostics.length - shown.length,
    unknownKinds: Object.fromEntries(tally.unknownKinds),
    otherDocuments: tally.otherDocuments,
  };
}

/** A finding as `json` and `jsonl` show it. */
export function diagnosticOf(diagnostic: Diagnostic, indexOf: IndexOf): DiagnosticData {
  const { primary, related = [], relatedResources } = diagnostic;
  return {
    ruleId: diagnostic.ruleId,
    severity: diagnostic.severity,
    topic: diagnostic.topic,
    message: diagnostic.headline,
    ...labelOf(primary, diagnostic.resource, indexOf),
    yamlPath: diagnostic.yamlPath ?? null,
    related: related.map((label, index) => labelOf(label, relatedResources[index], indexOf)),
    note: diagnostic.note,
    help: diagnostic.help,
    fix: diagnostic.fix ? fixOf(diagnostic.fix, indexOf) : null,
    docsUrl: diagnostic.docsUrl,
    fingerprint: diagnostic.fingerprint,
  };
}

function labelOf(label: Label, resource: ResourceId | undefined, indexOf: IndexOf): LabelData {
  return {
    ...placeOf(label.span, indexOf),
    label: label.text,
    resource: resource ? { ...resource, namespace: resource.namespace ?? null } : null,
  };
}

function fixOf({ title, safe, edits }: Fix, indexOf: IndexOf): FixData {
  return { title, safe, edits: edits.map((edit) => editOf(edit, indexOf)) };
}

function editOf({ span, text }: Edit, indexOf: IndexOf): EditData {
  return { ...placeOf(span, indexOf), text };
}

function placeOf({ source, start, end }: Span, indexOf: IndexOf): PlaceData {
  const index = indexOf(source);
  return {
    path: source.path,
    start: { ...index.positionAt(start), offset: start },
    end: { ...index.positionAt(end), offset: end },
  };
}

function failureOf({ ruleId, error }: RuleFailure): FailureData {
  return { ruleId, message: error instanceof Error ? error.message : String(error) };
}
