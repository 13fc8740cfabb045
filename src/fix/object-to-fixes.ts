import type { Diagnostic, Report } from "../report/report.ts";

/**
 * Why a text that fixes made is not taken; `undefined` if it is: what was fixed is gone, no error came, and every
 * manifest is still read.
 */
export function objectionTo(
  after: Report,
  before: Report,
  fixed: readonly Diagnostic[],
): string | undefined {
  if (after.failures.length > before.failures.length) return "a rule would fail on the result";
  const error = findNewError(after, before);
  if (error) return `it would cause \`${error.ruleId}\`: ${error.headline}`;
  if (after.tally.manifests < before.tally.manifests) return "a manifest would be lost";
  return remains(after, before, fixed) ? "the finding would remain" : undefined;
}

function findNewError(after: Report, before: Report): Diagnostic | undefined {
  const known = countBy(errorsOf(before), placeOf);
  const now = countBy(errorsOf(after), placeOf);
  const exact = new Set(before.diagnostics.map(sentenceOf));
  const more = errorsOf(after).filter((error) => {
    const place = placeOf(error);
    return (now.get(place) ?? 0) > (known.get(place) ?? 0);
  });
  return more.find((error) => !exact.has(sentenceOf(error))) ?? more[0];
}

/**
 * Places move when lines and list items come or go; what a finding says does not. One that is found only together with
 * other files than those that are judged does not count.
 */
function remains(after: Report, before: Report, fixed: readonly Diagnostic[]): boolean {
  const known = countBy(before.diagnostics, sentenceOf);
  const now = countBy(after.diagnostics, sentenceOf);
  return [...countBy(fixed, sentenceOf)].some(([sentence, count]) => {
    const were = known.get(sentence) ?? 0;
    return were > 0 && (now.get(sentence) ?? 0) > were - count;
  });
}

function errorsOf({ diagnostics }: Report): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

function placeOf({ ruleId, primary, resource }: Diagnostic): string {
  const { kind = "", namespace = "", name = "" } = resource ?? {};
  return [ruleId, primary.span.source.path, kind, namespace, name].join("\u0000");
}

function sentenceOf(diagnostic: Diagnostic): string {
  return `${placeOf(diagnostic)}\u0000${diagnostic.headline}`;
}

function countBy(
  diagnostics: readonly Diagnostic[],
  keyOf: (diagnostic: Diagnostic) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
