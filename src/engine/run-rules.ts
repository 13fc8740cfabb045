import { mayRun } from "../config/rule-levels.ts";
import type { Settings } from "../config/settings.ts";
import { gather } from "../collections/gather.ts";
import { groupBy } from "../collections/group-by.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { RuleFailure } from "../report/report.ts";
import type { Finding } from "../rule/finding.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import { isProto } from "./proto-sources.ts";
import { drain, type Steps } from "./steps.ts";

export interface RuleFinding {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** The rules that a run asks for: by name, preset and configuration. */
export function selectRules(rules: readonly Rule[], settings: Settings): readonly Rule[] {
  return rules.filter((rule) => mayRun(rule, settings));
}

/**
 * Runs each rule over each mesh; one that throws is reported as failed, and stops neither the others nor what it finds
 * elsewhere.
 */
export function runRules(
  rules: readonly Rule[],
  meshes: readonly Mesh[],
  settings: Settings,
): RuleRun {
  return drain(ruleSteps(rules, meshes, settings));
}

export interface RuleRun {
  readonly findings: readonly RuleFinding[];
  readonly failures: readonly RuleFailure[];
}

/** The same, rule by rule. */
export function* ruleSteps(
  rules: readonly Rule[],
  meshes: readonly Mesh[],
  settings: Settings,
): Steps<RuleRun> {
  const findings: RuleFinding[] = [];
  const failures: RuleFailure[] = [];
  for (const rule of rules) {
    const options = settings.rules.get(rule.id)?.options;
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    try {
      const found = gather(meshes, (mesh) => rule.run(mesh, options, onError));
      for (const finding of found) findings.push({ rule, finding });
    } catch (error) {
      onError(error);
    }
    if (errors.length > 0) failures.push({ ruleId: rule.id, error: errors[0] });
    yield;
  }
  return { findings, failures };
}

/**
 * The findings that are located in `sources`; their other labels may be anywhere. Files that define RPCs are read late,
 * so that they are known by their paths.
 */
export function locatedIn(
  findings: readonly RuleFinding[],
  sources: readonly SourceFile[],
  protos: readonly ProtoSource[] = [],
): readonly RuleFinding[] {
  const wanted = new Set(sources);
  const paths = new Set(sources.filter(isProto).map(({ path }) => path));
  for (const { path, isTarget } of protos) if (isTarget) paths.add(path);
  return findings.filter(({ finding }) => {
    const { source } = finding.primary.span;
    return wanted.has(source) || paths.has(source.path);
  });
}

/** In the order of the rules, and what one rule says in the order it was said. */
export function byRule(
  rules: readonly Rule[],
  findings: readonly RuleFinding[],
): readonly RuleFinding[] {
  if (findings.length === 0) return findings;
  const groups = groupBy(findings, ({ rule }) => rule);
  return gather(rules, (rule) => groups.get(rule) ?? []);
}
