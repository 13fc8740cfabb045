import type { Settings } from "../config/settings.ts";
import type { Report } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import { buildMesh } from "../mesh/build-mesh.ts";
import type { SourceFile } from "../yaml/source.ts";
import { applyBaseline } from "./baseline.ts";
import { diagnose } from "./diagnose.ts";
import { placeFinder } from "./locate.ts";
import type { Parts } from "./parts.ts";
import { readSources } from "./read-sources.ts";
import { runRules, selectRules, touching } from "./run-rules.ts";
import { silence } from "./silence.ts";
import type { BaselineEntry } from "../report/report.ts";

export interface Inputs {
  /** Sources that findings are reported on. */
  readonly targets: readonly SourceFile[];
  /** Sources that are read so that the targets make sense. */
  readonly context: readonly SourceFile[];
  /** Findings accepted earlier. */
  readonly baseline?: readonly BaselineEntry[];
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
  const read = readSources(inputs, settings, parts);
  parts.onStage?.("parse");
  const mesh = buildMesh(read, settings);
  const selected = selectRules(rules, settings);
  const placeOf = placeFinder(read.documents, read.resources);
  parts.onStage?.("model");

  const found = runRules(selected, mesh);
  parts.onStage?.("rules");
  const diagnostics = diagnose(touching(found.findings, inputs.targets), placeOf);
  const audible = silence(diagnostics, { read, mesh, rules, selected, settings, placeOf });
  const ran = new Set(selected.map(({ id }) => id));
  const files = new Set(inputs.targets.map(({ path }) => path));
  const judged = applyBaseline(
    audible.kept,
    inputs.baseline ?? [],
    ({ rule, path }) => ran.has(rule) && files.has(path),
  );
  parts.onStage?.("report");
  return {
    diagnostics: judged.kept,
    suppressed: audible.suppressed,
    baselined: judged.baselined,
    staleBaseline: judged.stale,
    failures: [...found.failures, ...audible.failures],
    rules: selected,
    tally: { ...read.tally, rules: selected.length },
  };
}
