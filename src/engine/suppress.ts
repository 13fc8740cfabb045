import type { Suppression } from "../mesh/suppression.ts";
import type { Diagnostic } from "../report/report.ts";
import type { Span } from "../yaml/source.ts";

export interface Suppressed {
  readonly diagnostic: Diagnostic;
  readonly by: Suppression;
}

export interface SuppressionResult {
  readonly kept: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
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
  const suppressed: Suppressed[] = [];
  const used = new Map<Suppression, Set<string>>();
  for (const diagnostic of diagnostics) {
    const found = suppressions.flatMap((by) => {
      const name = coveringName(by, diagnostic, codesOf);
      return name === undefined ? [] : [{ by, name }];
    });
    for (const { by, name } of found) used.set(by, (used.get(by) ?? new Set()).add(name));
    const first = found[0];
    if (first === undefined) kept.push(diagnostic);
    else suppressed.push({ diagnostic, by: first.by });
  }
  return { kept, suppressed, used };
}

function coveringName(
  { names, form, scope }: Suppression,
  { ruleId, primary, related = [] }: Diagnostic,
  codesOf: (ruleId: string) => readonly string[],
): string | undefined {
  const wanted = form === "istio-annotation" ? ["*", ...codesOf(ruleId)] : [ruleId];
  const name = names.find(({ value }) => wanted.includes(value.trim()));
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
