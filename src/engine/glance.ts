import type { Mesh } from "../mesh/mesh.ts";
import type { Diagnostic } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import { applyBaseline } from "./baseline.ts";
import { applyConfig } from "./apply-config.ts";
import { diagnose } from "./diagnose.ts";
import { findSuppressions } from "./find-suppressions.ts";
import { refusedIn, notAtTokenOf } from "./follow-ups.ts";
import type { Inputs, Inspected } from "./inspect.ts";
import { placeFinder } from "./locate.ts";
import { misspeltKeys } from "./misspelt-keys.ts";
import { locatedIn, runRules, selectRules } from "./run-rules.ts";
import type { Surroundings } from "./search.ts";
import { drain } from "./steps.ts";
import { suppress } from "./suppress.ts";

/** One text that has changed, among others that are as they were when all were looked at last. */
export interface Glance {
  readonly source: SourceFile;
  readonly latest: Inspected;
  readonly accepted: Pick<Inputs, "baseline">;
}

/** Rules whose findings in a text depend on that text alone; what is said of a template stands for all of its chart. */
export function isSeenAtAGlance({ scope, reads, severity }: Rule): boolean {
  return scope === "resource" || (reads === "yamlProblem" && severity === "error");
}

/** What a text says by itself, used as it was before: in no time, and before the mesh is looked at again. */
export function glance(
  { source, latest, accepted }: Glance,
  rules: readonly Rule[],
  { settings, kept }: Surroundings,
): readonly Diagnostic[] {
  const { read, mesh } = latest;
  const parsed = kept.parse(source);
  const { known: resources, strangers, others } = read.classified(parsed.documents);
  const selected = selectRules(rules, settings);
  const own = drain(
    kept.own.find({
      rules: selected.filter(({ scope }) => scope === "resource"),
      read: { ...read, resources, checked: resources, strangers },
      mesh: undefined,
      whole: mesh,
      settings,
    }),
  );
  const problems = [...parsed.problems, ...misspeltKeys(others)];
  const syntax = withProblems(selected, mesh, problems);
  const found = [...runRules(syntax.rules, [syntax.mesh], settings).findings, ...own.findings];
  const placeOf = placeFinder(parsed.documents, resources);
  const kinds = found.filter(notAtTokenOf(refusedIn(found, 1)));
  const diagnostics = diagnose(locatedIn(kinds, [source]), placeOf);
  const suppressions = settings.inlineSuppressions
    ? findSuppressions([source], parsed.documents, resources)
    : [];
  const codes = new Map(rules.map(({ id, answers }) => [id, answers]));
  const audible = suppress(diagnostics, suppressions, (id) => codes.get(id) ?? []);
  const shown = applyConfig(
    { kept: audible.kept, suppressed: [], failures: [] },
    selected,
    settings,
  );
  return applyBaseline(shown.kept, accepted.baseline ?? [], () => false).kept;
}

interface Syntax {
  readonly rules: readonly Rule[];
  readonly mesh: Mesh;
}

function withProblems(
  selected: readonly Rule[],
  mesh: Mesh,
  problems: ReturnType<Mesh["all"]["yamlProblem"]>,
): Syntax {
  return {
    rules:
      problems.length === 0
        ? []
        : selected.filter((it) => it.reads === "yamlProblem" && isSeenAtAGlance(it)),
    mesh: { ...mesh, all: { ...mesh.all, yamlProblem: () => problems } },
  };
}
