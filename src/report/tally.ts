import { severities, type Severity } from "../rule/finding.ts";
import { list, plural } from "../text/lists.ts";
import { printable } from "./printable.ts";
import type { Diagnostic, Report, Tally } from "./report.ts";
import { lineIndex } from "./line-index.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Span } from "../yaml/source.ts";
import { atLeast, isAtLeast } from "./thresholds.ts";

export interface SeverityCounts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
}

export function countSeverities(diagnostics: readonly Diagnostic[]): SeverityCounts {
  const count = (wanted: Severity): number =>
    diagnostics.filter(({ severity }) => severity === wanted).length;
  return { error: count("error"), warning: count("warning"), info: count("info") };
}

/** Findings that a run with safe fixes would resolve. */
export function countFixable(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ fix }) => fix?.safe === true).length;
}

/** The closing sentences: what took part, what was found, what is not shown, and why the run fails. */
export function tallyLines(report: Report, options: RenderOptions): readonly string[] {
  return [
    outcome(report, options),
    notChecked(report.tally),
    hidden(report, options),
    stale(report),
    incomplete(report),
    failed(report, options),
  ].filter((line) => line !== undefined);
}

function outcome(report: Report, options: RenderOptions): string {
  const { files, manifests, rules } = report.tally;
  const shown = atLeast(report, options.minSeverity);
  if (report.diagnostics.length === 0 && !report.unchanged && report.isComparison !== true) {
    if (files === 0) return "No files were checked.";
    if (manifests === 0) return `No manifests to check in ${plural(files, "file")}.`;
    if (report.failures.length === 0) {
      const parts = `${plural(files, "file")}, ${plural(rules, "rule")}`;
      return `No problems in ${plural(manifests, "manifest")} (${parts}).`;
    }
  }
  const checked = `Checked ${plural(manifests, "manifest")} in ${plural(files, "file")}`;
  if (shown.length === 0) return `${checked}: no findings${threshold(report, options)}.`;
  return `${checked}: ${severityList(countSeverities(shown))}${fixable(shown, options)}.`;
}

function threshold({ diagnostics }: Report, { minSeverity }: RenderOptions): string {
  return diagnostics.length === 0 ? "" : ` at or above \`${minSeverity}\``;
}

function fixable(shown: readonly Diagnostic[], { fixFlag }: RenderOptions): string {
  const safe = countFixable(shown);
  if (fixFlag === undefined) return safe === 0 ? "" : ` (${safe} fixable)`;
  const unsafe = shown.filter(({ fix }) => fix?.safe === false).length;
  const parts = [
    ...(safe > 0 ? [`${safe} fixable with ${fixFlag}`] : []),
    ...(unsafe > 0
      ? [`${unsafe} ${safe > 0 ? "more with" : `fixable with ${fixFlag}`} --unsafe-fixes`]
      : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function notChecked(tally: Tally): string | undefined {
  const { unknownKinds, otherDocuments, otherPlaces = [], templates } = tally;
  const parts: string[] = [];
  if (unknownKinds.size > 0) {
    const byCount = [...unknownKinds].toSorted(([, left], [, right]) => right - left);
    const total = byCount.reduce((sum, [, count]) => sum + count, 0);
    const names = list(
      byCount.map(([kind]) => printable(kind)),
      3,
    );
    parts.push(`${plural(total, "resource")} of unknown kinds (${names})`);
  }
  if (otherDocuments > 0) {
    const named = otherPlaces.length === 0 ? "" : ` (${list(otherPlaces.map(placeOf), 3)})`;
    parts.push(`${plural(otherDocuments, "document")} without a Kubernetes manifest${named}`);
  }
  if (templates > 0) parts.push(plural(templates, "template"));
  return parts.length === 0 ? undefined : `Not checked: ${parts.join(", ")}.`;
}

function placeOf({ source, start }: Span): string {
  return `${printable(source.path)}:${lineIndex(source).positionAt(start).line}`;
}

function hidden(report: Report, { minSeverity }: RenderOptions): string | undefined {
  const below = report.diagnostics.filter(({ severity }) => !isAtLeast(severity, minSeverity));
  const parts = [
    ...(report.suppressed.length > 0 ? [`${report.suppressed.length} suppressed`] : []),
    ...(report.unchanged ? [`${report.unchanged} outside the change`] : []),
    ...(report.baselined.length > 0 ? [`${report.baselined.length} in baseline`] : []),
    ...(below.length > 0
      ? [`${severityList(countSeverities(below))} below --min-severity ${minSeverity}`]
      : []),
  ];
  return parts.length === 0 ? undefined : `Hidden: ${parts.join(", ")}.`;
}

function stale({ staleBaseline }: Report): string | undefined {
  if (staleBaseline.length === 0) return undefined;
  const names = list(
    staleBaseline.map(({ rule, path }) => printable(`${rule} in ${path}`)),
    3,
  );
  const entries = plural(staleBaseline.length, "baseline entry");
  return `Stale: ${entries} without a matching finding (${names}); --prune-baseline removes them.`;
}

function incomplete({ failures }: Report): string | undefined {
  if (failures.length === 0) return undefined;
  const names = list([...new Set(failures.map(({ ruleId }) => ruleId))]);
  return `Incomplete: ${plural(failures.length, "rule")} stopped with an internal error (${names}).`;
}

function failed(report: Report, options: RenderOptions): string | undefined {
  const { failureThreshold, exitZero } = options;
  const count = atLeast(report, failureThreshold).length;
  if (count === 0) return undefined;
  const fact = `${plural(count, "finding")} at or above \`${failureThreshold}\``;
  return exitZero
    ? `Not failed: ${fact}, but --exit-zero is given.`
    : `Failed: ${fact} (change with --failure-threshold).`;
}

/** "1 error, 3 warnings"; kinds without findings are left out. */
function severityList(counts: SeverityCounts): string {
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) =>
      severity === "info" ? `${counts.info} info` : plural(counts[severity], severity),
    )
    .join(", ");
}
