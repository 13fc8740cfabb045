import type { Settings } from "../config/settings.ts";
import type { Report } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import { applyBaseline } from "./baseline.ts";
import { applyConfig } from "./apply-config.ts";
import { diagnose } from "./diagnose.ts";
import { meshesOf } from "./environments.ts";
import { placeFinder } from "./locate.ts";
import type { Parts } from "./parts.ts";
import { readSources } from "./read-sources.ts";
import { runOverlays } from "./run-overlays.ts";
import { runRules, selectRules, touching } from "./run-rules.ts";
import { sayOnce } from "./say-once.ts";
import { silence } from "./silence.ts";
import type { BaselineEntry } from "../report/report.ts";

export interface Inputs {
  /** Sources that findings are reported on. */
  readonly targets: readonly SourceFile[];
  /** Sources that are read so that the targets make sense. */
  readonly context: readonly SourceFile[];
  /**
   * Paths of the targets that were named one by one, and not only found in a folder: these are to hold manifests,
   * whatever they look like. All targets where it is left out.
   */
  readonly named?: ReadonlySet<string>;
  /** Findings accepted earlier. */
  readonly baseline?: readonly BaselineEntry[];
  /** Paths in the baseline whose file is there no more. */
  readonly gone?: ReadonlySet<string>;
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
  const meshes = meshesOf(read, [...inputs.targets, ...inputs.context], settings);
  const selected = selectRules(rules, settings);
  const placeOf = placeFinder(read.documents, read.resources);
  parts.onStage?.("model");

  const written = runRules(selected, meshes, settings);
  const built = runOverlays(read.overlays, written.findings, {
    rules: selected,
    settings,
    violationsOf: read.violationsOf,
    mesh: meshes[0],
  });
  parts.onStage?.("rules");
  const diagnostics = diagnose(touching(sayOnce(built.findings), inputs.targets), placeOf);
  const [mesh] = meshes;
  const unsilenced = silence(diagnostics, { read, mesh, rules, selected, settings, placeOf });
  const audible = applyConfig(unsilenced, selected, settings);
  const judged = applyBaseline(
    audible.kept,
    inputs.baseline ?? [],
    entryJudge(inputs, rules, selected),
  );
  parts.onStage?.("report");
  return {
    diagnostics: judged.kept,
    suppressed: audible.suppressed,
    baselined: judged.baselined,
    staleBaseline: judged.stale,
    failures: [...written.failures, ...built.failures, ...audible.failures],
    rules: selected,
    tally: { ...read.tally, rules: selected.length },
  };
}

/** Whether an entry can be stale: its rule ran or is there no more, and so did its file. */
function entryJudge(
  { targets, gone }: Inputs,
  rules: readonly Rule[],
  selected: readonly Rule[],
): (entry: BaselineEntry) => boolean {
  const known = new Set(rules.map(({ id }) => id));
  const ran = new Set(selected.map(({ id }) => id));
  const files = new Set(targets.map(({ path }) => path));
  return ({ rule, path }) =>
    (ran.has(rule) || !known.has(rule)) && (files.has(path) || gone?.has(path) === true);
}
