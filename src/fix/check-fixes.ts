import type { Diagnostic, Report } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import { chooseApart, settle, type RefusedFix } from "./settle.ts";

/** What is found in a few files by themselves. Pure. */
type Judge = (sources: readonly SourceFile[]) => Report;

/**
 * The findings, without the safe fixes that do not hold what they promise. Only files with a safe fix are looked at again,
 * and by themselves: by the rules that offer fixes, and by those that say what is refused. Fixes that do not touch one another are
 * tried at once, so that files whose fixes are sound are read but once or twice.
 */
export function checkFixes(
  diagnostics: readonly Diagnostic[],
  judgeFor: (rules: ReadonlySet<string>) => Judge,
): readonly Diagnostic[] {
  const fixes = distinctFixes(diagnostics);
  if (fixes.length === 0) return diagnostics;
  const judge = judgeFor(new Set(fixes.map(({ ruleId }) => ruleId)));
  const refused: RefusedFix[] = [];
  let rest = fixes;
  while (rest.length > 0) {
    const { chosen, left } = chooseApart(rest, []);
    const sources = sourcesOf(chosen);
    const before = { sources, judged: judge(sources) };
    settle(chosen, { applied: [], ...before }, { before, judge, refused });
    rest = left;
  }
  if (refused.length === 0) return diagnostics;
  const unsound = new Set(refused.map(({ diagnostic }) => editsKey(diagnostic)));
  return diagnostics.map((it) =>
    it.fix?.safe === true && unsound.has(editsKey(it)) ? withoutFix(it) : it,
  );
}

export function withoutFix(diagnostic: Diagnostic): Diagnostic {
  const { fix: _, ...rest } = diagnostic;
  return rest;
}

/** One finding for each change of the texts that is offered as safe. */
function distinctFixes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const safe = diagnostics.filter(({ fix }) => fix?.safe === true);
  return [...new Map(safe.toReversed().map((it) => [editsKey(it), it])).values()];
}

function sourcesOf(diagnostics: readonly Diagnostic[]): readonly SourceFile[] {
  const edits = diagnostics.flatMap(({ fix }) => fix?.edits ?? []);
  return [...new Set(edits.map(({ span }) => span.source))];
}

function editsKey({ fix }: Diagnostic): string {
  const edits = (fix?.edits ?? []).map(
    ({ span: { source, start, end }, text }) => `${source.path}:${start}-${end} ${text}`,
  );
  return edits.join("\u0000");
}
