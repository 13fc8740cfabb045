import type { StaleSuppression, Suppression } from "../mesh/objects/suppression.ts";
import type { Diagnostic, SuppressedDiagnostic } from "../report/report.ts";
import { coversId, isKnownName } from "../rule/rule-names.ts";
import { similarName } from "../text/similar-name.ts";
import type { Span } from "../yaml/source.ts";

export interface SuppressionResult {
  readonly kept: readonly Diagnostic[];
  readonly suppressed: readonly SuppressedDiagnostic[];
  /** Names that silenced something, by suppression. */
  readonly used: ReadonlyMap<Suppression, ReadonlySet<string>>;
}

/**
 * Takes out the findings that a suppression covers: it names the rule (or, in Istio's annotation, a code the rule
 * answers), and any label of the finding touches its scope, so that either end of a contradiction can be silenced.
 */
export function suppress(
  diagnostics: readonly Diagnostic[],
  suppressions: readonly Suppression[],
  codesOf: (ruleId: string) => readonly string[],
): SuppressionResult {
  const kept: Diagnostic[] = [];
  const suppressed: SuppressedDiagnostic[] = [];
  const used = new Map<Suppression, Set<string>>();
  for (const diagnostic of diagnostics) {
    const found = suppressions.flatMap((by) => {
      const name = coveringName(by, diagnostic, codesOf);
      return name === undefined ? [] : [{ by, name }];
    });
    for (const { by, name } of found) used.set(by, (used.get(by) ?? new Set()).add(name));
    const first = found[0];
    if (first === undefined) kept.push(diagnostic);
    else suppressed.push({ diagnostic, reason: first.by.reason, by: "manifest" });
  }
  return { kept, suppressed, used };
}

function coveringName(
  { names, form, scope }: Suppression,
  { ruleId, primary, related = [] }: Diagnostic,
  codesOf: (ruleId: string) => readonly string[],
): string | undefined {
  const codes = form === "istio-annotation" ? ["*", ...codesOf(ruleId)] : undefined;
  const isWanted = (name: string): boolean => codes?.includes(name) ?? coversId(name, ruleId);
  const name = names.find(({ value }) => isWanted(value.trim()));
  const touched = [primary, ...related].some(({ span }) => touches(span, scope));
  // Istio's wildcard silences what Istio would say, not what only we know.
  const answers = form !== "istio-annotation" || codesOf(ruleId).length > 0;
  return touched && answers ? name?.value.trim() : undefined;
}

function touches(span: Span, scope: Span): boolean {
  return (
    span.source === scope.source &&
    span.start < scope.end &&
    scope.start < Math.max(span.end, span.start + 1)
  );
}

/** Names in suppressions that silenced nothing: no rule is called so, or the rule ran and found nothing there. */
export function staleSuppressions(
  suppressions: readonly Suppression[],
  used: SuppressionResult["used"],
  { known, ran }: { readonly known: ReadonlySet<string>; readonly ran: ReadonlySet<string> },
): readonly StaleSuppression[] {
  return suppressions.flatMap((suppression) => {
    // Istio's annotation speaks to Istio as well; what it is good for there is not ours to judge.
    if (suppression.form === "istio-annotation") return [];
    return suppression.names.flatMap((name): readonly StaleSuppression[] => {
      if (!isKnownName(name.value, known)) {
        return [{ suppression, name, unknown: true, nearest: similarName(name.value, known) }];
      }
      const idle = isKnownName(name.value, ran) && used.get(suppression)?.has(name.value) !== true;
      return idle ? [{ suppression, name, unknown: false, nearest: undefined }] : [];
    });
  });
}
