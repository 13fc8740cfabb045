import type { Settings } from "../config/settings.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Finding } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";

export interface RuleFinding {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** The rules that a run asks for, by id or topic. */
export function selectRules(rules: readonly Rule[], { only, skip }: Settings): readonly Rule[] {
  return rules.filter((rule) => (only.length === 0 || isNamed(only, rule)) && !isNamed(skip, rule));
}

function isNamed(names: readonly string[], { id, topic }: Rule): boolean {
  return names.includes(id) || names.includes(topic);
}

/** Runs each rule; one that throws is reported as failed and does not stop the others. */
export function runRules(
  rules: readonly Rule[],
  mesh: Mesh,
): { readonly findings: readonly RuleFinding[]; readonly failures: readonly RuleFailure[] } {
  const findings: RuleFinding[] = [];
  const failures: RuleFailure[] = [];
  for (const rule of rules) {
    try {
      for (const finding of rule.run(mesh)) findings.push({ rule, finding });
    } catch (error) {
      failures.push({ ruleId: rule.id, error });
    }
  }
  return { findings, failures };
}

/** The findings that concern `sources`: one of their labels, at either end, is in one. */
export function touching(
  findings: readonly RuleFinding[],
  sources: readonly SourceFile[],
): readonly RuleFinding[] {
  const wanted = new Set(sources);
  return findings.filter(({ finding }) =>
    [finding.primary, ...(finding.related ?? [])].some(({ span }) => wanted.has(span.source)),
  );
}
