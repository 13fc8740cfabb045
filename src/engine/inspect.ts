import type { Mesh } from "../mesh/mesh.ts";
import type { BaselineEntry, Report } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import type { Span } from "../yaml/source.ts";
import { applyBaseline } from "./baseline.ts";
import { applyConfig } from "./apply-config.ts";
import { diagnose } from "./diagnose.ts";
import { dropFollowUps } from "./follow-ups.ts";
import { placeFinder, type Place } from "./locate.ts";
import type { ReadSources } from "./read-sources.ts";
import { locatedIn, selectRules } from "./run-rules.ts";
import { search, type Surroundings, type Texts } from "./search.ts";
import { silence } from "./silence.ts";
import type { Steps } from "./steps.ts";

export interface Inputs extends Texts {
  /** Findings accepted earlier. */
  readonly baseline?: readonly BaselineEntry[];
  /** Paths in the baseline whose file is there no more. */
  readonly gone?: ReadonlySet<string>;
}

/** A report, and the model it was made from. */
export interface Inspected {
  readonly report: Report;
  readonly read: ReadSources;
  /** Of all files, or of the first environment. */
  readonly mesh: Mesh;
  readonly placeOf: (span: Span) => Place;
}

/** The whole pipeline: texts, model, findings, report. Its fixes were not tried yet. */
export function* inspect(
  inputs: Inputs,
  rules: readonly Rule[],
  around: Surroundings,
): Steps<Inspected> {
  const { settings, parts } = around;
  const selected = selectRules(rules, settings);
  const found = yield* search(inputs, selected, around);
  const { read, mesh } = found;
  const placeOf = placeFinder(read.documents, read.resources);
  const findings = yield* dropFollowUps(found, {
    texts: inputs,
    rules: selected,
    around,
    placeOf,
  });
  parts.onStage?.("rules");
  yield;
  const diagnostics = diagnose(locatedIn(findings, inputs.targets, inputs.protos), placeOf);
  const unsilenced = silence(diagnostics, { read, mesh, rules, selected, settings, placeOf });
  const audible = applyConfig(unsilenced, selected, settings);
  const judged = applyBaseline(
    audible.kept,
    inputs.baseline ?? [],
    entryJudge(inputs, rules, selected),
  );
  const report: Report = {
    diagnostics: judged.kept,
    suppressed: audible.suppressed,
    baselined: judged.baselined,
    staleBaseline: judged.stale,
    failures: [...found.failures, ...audible.failures],
    rules: selected,
    tally: { ...read.tally, rules: selected.length },
  };
  return { report, read, mesh, placeOf };
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
