import type { Edit, Fix, Label } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { lineIndexes, type LineIndex } from "./line-index.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report, ResourceId, RuleFailure } from "./report.ts";
import { countFixable, countSeverities } from "./tally.ts";
import { atLeast } from "./thresholds.ts";

type IndexOf = (source: SourceFile) => LineIndex;

/** The contract is `schemas/report.schema.json`: new keys may come, others only with a new `schemaVersion`. */
export function renderJson(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const shown = atLeast(report, options.minSeverity);
  const content = {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version: options.version },
    summary: summaryOf(report, shown),
    diagnostics: shown.map((diagnostic) => diagnosticOf(diagnostic, indexOf)),
    suppressed: report.suppressed.map(({ diagnostic, reason, by }) => ({
      ...diagnosticOf(diagnostic, indexOf),
      reason,
      by,
    })),
    staleBaseline: report.staleBaseline,
    failures: report.failures.map(failureOf),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function summaryOf(report: Report, shown: readonly Diagnostic[]): object {
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
export function diagnosticOf(diagnostic: Diagnostic, indexOf: IndexOf): object {
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

function labelOf(label: Label, resource: ResourceId | undefined, indexOf: IndexOf): object {
  return {
    ...placeOf(label.span, indexOf),
    label: label.text,
    resource: resource ? { ...resource, namespace: resource.namespace ?? null } : null,
  };
}

function fixOf({ title, safe, edits }: Fix, indexOf: IndexOf): object {
  return { title, safe, edits: edits.map((edit) => editOf(edit, indexOf)) };
}

function editOf({ span, text }: Edit, indexOf: IndexOf): object {
  return { ...placeOf(span, indexOf), text };
}

function placeOf({ source, start, end }: Span, indexOf: IndexOf): object {
  const index = indexOf(source);
  return {
    path: source.path,
    start: { ...index.positionAt(start), offset: start },
    end: { ...index.positionAt(end), offset: end },
  };
}

function failureOf({ ruleId, error }: RuleFailure): object {
  return { ruleId, message: error instanceof Error ? error.message : String(error) };
}
