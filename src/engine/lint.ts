import type { Settings } from "../config/settings.ts";
import { checkFixes } from "../fix/check-fixes.ts";
import type { BaselineEntry, Report } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import { applyBaseline } from "./baseline.ts";
import { applyConfig } from "./apply-config.ts";
import { diagnose } from "./diagnose.ts";
import { dropFollowUps, isStructural } from "./follow-ups.ts";
import { placeFinder } from "./locate.ts";
import type { Parts } from "./parts.ts";
import { sourceParser } from "./read-sources.ts";
import { selectRules, locatedIn } from "./run-rules.ts";
import { search, type Surroundings, type Texts } from "./search.ts";
import { silence } from "./silence.ts";

export interface Inputs extends Texts {
  /** Findings accepted earlier. */
  readonly baseline?: readonly BaselineEntry[];
  /** Paths in the baseline whose file is there no more. */
  readonly gone?: ReadonlySet<string>;
}

/**
 * The whole program. Pure and synchronous: the same inputs in any order give the same report, on
 * targets alone. What is offered as a safe fix was tried, and is one.
 */
export function lint(
  inputs: Inputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Report {
  const around = { settings, parts, parse: sourceParser(parts) };
  const report = inspect(inputs, rules, around);
  const { onStage: _, ...quiet } = parts;
  const wide = { ...around, settings: { ...settings, only: [], skip: [] }, parts: quiet };
  const diagnostics = checkFixes(report.diagnostics, (fixers) => {
    const asked = rules.filter(({ id, topic }) => isStructural(topic) || fixers.has(id));
    return (targets) => inspect({ ...inputs, targets, context: [] }, asked, wide);
  });
  parts.onStage?.("report");
  return { ...report, diagnostics };
}

/** The same with fixes that nobody has tried yet: for whoever makes them, and judges what comes of it. */
export function lintUnchecked(
  inputs: Inputs,
  rules: readonly Rule[],
  settings: Settings,
  parts: Parts,
): Report {
  const report = inspect(inputs, rules, { settings, parts, parse: sourceParser(parts) });
  parts.onStage?.("report");
  return report;
}

function inspect(inputs: Inputs, rules: readonly Rule[], around: Surroundings): Report {
  const { settings, parts } = around;
  const selected = selectRules(rules, settings);
  const found = search(inputs, selected, around);
  const { read, mesh } = found;
  const placeOf = placeFinder(read.documents, read.resources);
  const findings = dropFollowUps(found, { texts: inputs, rules: selected, around, placeOf });
  parts.onStage?.("rules");
  const diagnostics = diagnose(locatedIn(findings, inputs.targets, inputs.protos), placeOf);
  const unsilenced = silence(diagnostics, { read, mesh, rules, selected, settings, placeOf });
  const audible = applyConfig(unsilenced, selected, settings);
  const judged = applyBaseline(
    audible.kept,
    inputs.baseline ?? [],
    entryJudge(inputs, rules, selected),
  );
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
