import { groupBy } from "../collections/group-by.ts";
import type { Settings } from "../config/settings.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Rule } from "../rule/rule.ts";
import type { YamlProblem } from "../yaml/node.ts";
import { runRules, type RuleFinding } from "./run-rules.ts";
import type { Open } from "./without-open.ts";

interface Surroundings {
  readonly rules: readonly Rule[];
  readonly mesh: Mesh;
  readonly settings: Settings;
}

/** Says once for each file that it has tokens to fill in, where nothing says so yet. */
export function tokenFindings(
  { findings, tokens }: Open,
  { rules, mesh, settings }: Surroundings,
): readonly RuleFinding[] {
  if (tokens.length === 0) return [];
  const readers = rules.filter(({ reads }) => reads === "yamlProblem");
  const problems = [...groupBy(tokens, ({ source }) => source).values()].flatMap(
    ([span, ...others]): readonly YamlProblem[] =>
      span ? [{ kind: "placeholder", span, message: `${others.length + 1}` }] : [],
  );
  const all = { ...mesh.all, yamlProblem: () => problems };
  const said = runRules(readers, [{ ...mesh, all }], settings).findings;
  const known = new Set(
    findings.map(({ rule, finding }) => `${rule.id} ${finding.primary.span.source.path}`),
  );
  return said.filter(
    ({ rule, finding }) => !known.has(`${rule.id} ${finding.primary.span.source.path}`),
  );
}
