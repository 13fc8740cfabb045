import type { Settings } from "../config/settings.ts";
import { classify } from "../manifest/classify.ts";
import { isKustomizeKind, patchFiles } from "../manifest/kustomize.ts";
import type { Resource } from "../manifest/resource.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import { lazy } from "../mesh/lazy.ts";
import type { Report } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import { isKnownKind } from "../schema/kinds.ts";
import { findViolations } from "../schema/structure.ts";
import { parseYaml, type ParsedYaml } from "../yaml/parse.ts";
import type { SourceFile } from "../yaml/source.ts";
import { diagnose } from "./diagnose.ts";
import { placeFinder } from "./locate.ts";
import type { Parts } from "./parts.ts";
import { runRules, selectRules } from "./run-rules.ts";

export interface Inputs {
  /** Sources that findings are reported on. */
  readonly targets: readonly SourceFile[];
  /** Sources that are read so that the targets make sense. */
  readonly context: readonly SourceFile[];
}

/**
 * The whole program. Pure and synchronous: the same inputs in any order give the same report. Findings count
 * as a target's if any of their labels is in one.
 */
export function lint(
  inputs: Inputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Report {
  const sources = inSteadyOrder([...inputs.targets, ...inputs.context]);
  const parsed = sources.map((source) => parseYaml(source, isRead, parts.fullParser));
  const documents = parsed.flatMap((it) => it.documents);
  parts.onStage?.("parse");

  const patches = patchFiles(documents);
  const classified = classify(documents, (path) => patches.has(path));
  const known = classified.resources.filter((it) => isKnownKind(it.apiVersion.value, it.kind));
  const targets = new Set(inputs.targets);
  const checked = known.filter(({ document }) => targets.has(document.source));
  const problems = parsed.flatMap((it) => it.problems);
  const violations = lazy(() => checked.flatMap((it) => violationsOf(it, settings, parts)));
  const mesh = buildMesh({ resources: known, problems, violations }, settings);
  parts.onStage?.("model");

  const selected = selectRules(rules, settings);
  const { findings, failures } = runRules(selected, mesh);
  parts.onStage?.("rules");

  const reported = findings.filter(({ finding }) =>
    [finding.primary, ...(finding.related ?? [])].some(({ span }) => targets.has(span.source)),
  );
  const diagnostics = diagnose(reported, placeFinder(documents, known));
  parts.onStage?.("report");
  return {
    diagnostics,
    failures,
    tally: {
      files: inputs.targets.length,
      manifests: checked.length,
      rules: selected.length,
      unknownKinds: countUnknownKinds(parsed, classified.resources),
      otherDocuments: classified.others,
    },
  };
}

function isRead(apiVersion: string, kind: string): boolean {
  return isKnownKind(apiVersion, kind) || isKustomizeKind(apiVersion);
}

function inSteadyOrder(sources: readonly SourceFile[]): readonly SourceFile[] {
  return sources.toSorted((left, right) =>
    left.path < right.path ? -1 : left.path > right.path ? 1 : 0,
  );
}

function violationsOf(
  resource: Resource,
  settings: Settings,
  parts: Parts,
): ReturnType<typeof findViolations> {
  const structure = parts.structureOf(resource.group, resource.kind);
  return structure === undefined ? [] : findViolations(resource, structure, settings.istioVersion);
}

function countUnknownKinds(
  parsed: readonly ParsedYaml[],
  resources: readonly Resource[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (apiVersion: string, kind: string): void => {
    const title = `${apiVersion}/${kind}`;
    counts.set(title, (counts.get(title) ?? 0) + 1);
  };
  for (const { apiVersion, kind } of parsed.flatMap((it) => it.skipped)) add(apiVersion, kind);
  for (const { apiVersion, kind } of resources) {
    if (!isRead(apiVersion.value, kind)) add(apiVersion.value, kind);
  }
  return new Map([...counts].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
