import type { Diagnostic, Report } from "../report/report.ts";
import type { Edit } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import { applyEdits } from "./apply-edits.ts";
import { takeBytes } from "./take-bytes.ts";
import { objectionTo } from "./object-to-fixes.ts";

export interface FixRun {
  /** The findings whose fixes are wanted. Pure. */
  readonly find: (sources: readonly SourceFile[]) => Report;
  /** What the results are judged by, if `find` does not ask all rules. Pure. */
  readonly judge?: (sources: readonly SourceFile[]) => Report;
  /** Whether fixes are made that may change what correct parts of the mesh do. */
  readonly unsafe: boolean;
  /** Why a source cannot be changed; `undefined` if it can. */
  readonly whyLocked: (source: SourceFile) => string | undefined;
}

export interface FixPlan {
  /** Sources whose text changes. */
  readonly changes: readonly Change[];
  /** The findings whose fixes were made; spans lie in the text at hand when each was made. */
  readonly applied: readonly Diagnostic[];
  /** Findings of `report` whose fixes were not made. */
  readonly refused: readonly RefusedFix[];
  /** What is found in the fixed texts. */
  readonly report: Report;
}

export interface Change {
  readonly before: SourceFile;
  readonly after: SourceFile;
}

export interface RefusedFix {
  readonly diagnostic: Diagnostic;
  /** A clause: "the finding would remain". */
  readonly reason: string;
}

const mostPasses = 10;

/**
 * Makes fixes until none is left that can be made. Fixes that touch each other take turns; each result is read and
 * checked again, and a fix that does not hold what it promises is left out. Pure.
 */
export function planFixes(sources: readonly SourceFile[], run: FixRun): FixPlan {
  let state = stateOf(sources, run);
  const applied: Diagnostic[] = [];
  for (let pass = 1; ; pass += 1) {
    const outcome = makePass(state, run);
    applied.push(...outcome.applied);
    if (outcome.applied.length === 0) return planOf(sources, state, applied, outcome.refused);
    state = stateOf(outcome.sources, run, outcome.judged);
    if (pass < mostPasses) continue;
    const reason = `fixes do not come to rest within ${mostPasses} passes`;
    const refused = candidatesIn(state.found, run).map((diagnostic) => ({ diagnostic, reason }));
    return planOf(sources, state, applied, refused);
  }
}

/** Texts, and what is found in them. */
interface State {
  readonly sources: readonly SourceFile[];
  readonly found: Report;
  readonly judged: Report;
}

function stateOf(sources: readonly SourceFile[], run: FixRun, known?: Report): State {
  const judged = known ?? (run.judge ?? run.find)(sources);
  return { sources, judged, found: run.judge ? run.find(sources) : judged };
}

function planOf(
  before: readonly SourceFile[],
  { sources, found }: State,
  applied: readonly Diagnostic[],
  refused: readonly RefusedFix[],
): FixPlan {
  const changes = sources.flatMap((after, index) => {
    const source = before[index];
    return source === undefined || source.text === after.text ? [] : [{ before: source, after }];
  });
  return { changes, applied, refused, report: found };
}

/** Safe fixes first, so that an unsafe one never keeps a safe one away. */
function candidatesIn({ diagnostics }: Report, { unsafe }: FixRun): readonly Diagnostic[] {
  const safe = diagnostics.filter(({ fix }) => fix?.safe === true);
  return unsafe ? [...safe, ...diagnostics.filter(({ fix }) => fix?.safe === false)] : safe;
}

interface PassOutcome {
  readonly sources: readonly SourceFile[];
  readonly judged: Report;
  readonly applied: readonly Diagnostic[];
  readonly refused: readonly RefusedFix[];
}

/** Tries each fix once, but those that touch one that is made: they wait for the next pass. */
function makePass(state: State, run: FixRun): PassOutcome {
  const refused: RefusedFix[] = [];
  let rest: readonly Diagnostic[] = candidatesIn(state.found, run).filter((diagnostic) => {
    const reason = whyUntried(diagnostic, state, run);
    if (reason !== undefined) refused.push({ diagnostic, reason });
    return reason === undefined;
  });
  let made: Trial = { applied: [], sources: state.sources, judged: state.judged };
  while (rest.length > 0) {
    const { chosen, left } = chooseApart(rest, made.applied);
    if (chosen.length === 0) break;
    made = settle(chosen, made, { state, run, refused });
    rest = left;
  }
  return { ...made, refused };
}

function whyUntried({ fix }: Diagnostic, { sources }: State, run: FixRun): string | undefined {
  for (const { span } of fix?.edits ?? []) {
    if (!sources.includes(span.source)) return `\`${span.source.path}\` is not among what is fixed`;
    const reason = run.whyLocked(span.source);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function chooseApart(
  candidates: readonly Diagnostic[],
  made: readonly Diagnostic[],
): { readonly chosen: readonly Diagnostic[]; readonly left: readonly Diagnostic[] } {
  const bytes = takeBytes();
  for (const { fix } of made) bytes.take(fix?.edits ?? []);
  const chosen = candidates.filter(({ fix }) => bytes.take(fix?.edits ?? []));
  const taken = new Set(chosen);
  return { chosen, left: candidates.filter((it) => !taken.has(it)) };
}

interface Trial {
  readonly applied: readonly Diagnostic[];
  readonly sources: readonly SourceFile[];
  readonly judged: Report;
}

interface Attempt {
  readonly state: State;
  readonly run: FixRun;
  readonly refused: RefusedFix[];
}

/** Makes all of `chosen` at once; where that fails, halves, until it is known which fix is at fault. */
function settle(chosen: readonly Diagnostic[], made: Trial, attempt: Attempt): Trial {
  const { state, run, refused } = attempt;
  const applied = [...made.applied, ...chosen];
  const sources = editSources(state.sources, applied);
  const judged = (run.judge ?? run.find)(sources);
  const objection = objectionTo(judged, state.judged, applied);
  if (objection === undefined) return { applied, sources, judged };
  const [only] = chosen;
  if (only && chosen.length === 1) {
    refused.push({ diagnostic: only, reason: objection });
    return made;
  }
  const half = Math.ceil(chosen.length / 2);
  const first = settle(chosen.slice(0, half), made, attempt);
  return settle(chosen.slice(half), first, attempt);
}

function editSources(
  sources: readonly SourceFile[],
  diagnostics: readonly Diagnostic[],
): readonly SourceFile[] {
  const bySource = new Map<SourceFile, Edit[]>();
  for (const edit of diagnostics.flatMap(({ fix }) => fix?.edits ?? [])) {
    const known = bySource.get(edit.span.source);
    if (known) known.push(edit);
    else bySource.set(edit.span.source, [edit]);
  }
  return sources.map((source) => {
    const edits = bySource.get(source);
    return edits ? { path: source.path, text: applyEdits(source.text, edits) } : source;
  });
}
