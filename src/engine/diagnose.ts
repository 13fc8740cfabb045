import type { Diagnostic, ResourceId } from "../report/report.ts";
import { severities } from "../rule/finding.ts";
import { docsUrl } from "../rule/docs-url.ts";
import type { Finding } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { Resource } from "../manifest/resource.ts";
import { bounded } from "../text/shorten.ts";
import type { Span } from "../yaml/source.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Place } from "./locate.ts";
import type { RuleFinding } from "./run-rules.ts";

/** Findings with all that renderers need, in the order of a report, exact repetitions left out. */
export function diagnose(
  findings: readonly RuleFinding[],
  placeOf: (span: Span) => Place,
): readonly Diagnostic[] {
  const ordered = inOrder(findings.map((found) => diagnosticOf(found, placeOf)));
  const distinct = ordered.filter((diagnostic, index) => {
    const before = ordered[index - 1];
    return before === undefined || compare(before, diagnostic) !== 0;
  });
  return withUniqueFingerprints(distinct);
}

function diagnosticOf({ rule, finding }: RuleFinding, placeOf: (span: Span) => Place): Diagnostic {
  const { span } = finding.primary;
  const place = placeOf(span);
  const resource = place.resource && idOf(place.resource);
  const { kind = "", namespace = "", name = "" } = resource ?? {};
  return {
    ...finding,
    headline: bounded(finding.headline),
    note: bounded(finding.note),
    help: bounded(helpFor(rule, finding, place)),
    ruleId: rule.id,
    topic: rule.topic,
    severity: finding.severity ?? rule.severity,
    resource,
    relatedResources: (finding.related ?? []).map((label) => {
      const there = placeOf(label.span).resource;
      return there && idOf(there);
    }),
    yamlPath: place.yamlPath,
    fingerprint: fingerprint(
      rule.id,
      span.source.path,
      `${kind}/${namespace}/${name}`,
      place.yamlPath ?? "",
    ),
    docsUrl: docsUrl(rule),
  };
}

/** Who expects a fix is told why there is none. */
function helpFor({ fixable }: Rule, { help, fix }: Finding, { shared }: Place): string {
  if (!shared || fix !== undefined || fixable === undefined) return help;
  return `${help} (no fix is offered: it is shared through an anchor)`;
}

function idOf({ kind, namespace, name, document: { origin } }: Resource): ResourceId {
  return { kind, namespace, name, ...(origin !== undefined && { origin }) };
}

/** The order of a report. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted(compare);
}

/** Path, offset, severity from high to low, rule, headline. */
function compare(left: Diagnostic, right: Diagnostic): number {
  const a = left.primary.span;
  const b = right.primary.span;
  return (
    compareText(a.source.path, b.source.path) ||
    a.start - b.start ||
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    compareText(left.ruleId, right.ruleId) ||
    compareText(left.headline, right.headline)
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Two findings of one rule at one path (several tokens of one value) are told apart by their order. */
function withUniqueFingerprints(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const count = seen.get(diagnostic.fingerprint) ?? 0;
    seen.set(diagnostic.fingerprint, count + 1);
    return count === 0
      ? diagnostic
      : { ...diagnostic, fingerprint: fingerprint(diagnostic.fingerprint, String(count)) };
  });
}
