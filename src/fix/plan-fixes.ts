import type { Diagnostic, Report } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import { withoutFix } from "./check-fixes.ts";
import { chooseApart, settle, type RefusedFix, type Trial } from "./settle.ts";

export interface FixRun {
  /** The findings whose fixes are requested but not yet checked. Pure. */
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

/** Of those after which no fewer fixes are left. */
const mostPasses = 10;

/**
 * Makes fixes until none is left that can be made. Fixes that touch each other take turns; each result is read and
 * checked again, and a fix that does not work as promised is dropped. Pure.
 */
export function planFixes(sources: readonly SourceFile[], run: FixRun): FixPlan {
  let state = stateOf(sources, run);
  const applied: Diagnostic[] = [];
  for (let idle = 0; ;) {
    const before = candidatesIn(state.found, run).length;
    const outcome = makePass(state, run);
    for (const each of outcome.applied) applied.push(each);
    if (outcome.applied.length === 0) return planOf(sources, state, applied, outcome);
    state = stateOf(outcome.sources, run, outcome.judged);
    // Fixes that wait for their neighbours need as many passes as there are of them.
    if (candidatesIn(state.found, run).length >= before) idle += 1;
    if (idle < mostPasses) continue;
    const reason = `fixes do not converge within ${mostPasses} passes`;
    const refused = candidatesIn(state.found, run).map((diagnostic) => ({ diagnostic, reason }));
    return planOf(sources, state, applied, { refused, unsound: new Set() });
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
  { refused, unsound }: Pick<PassOutcome, "refused" | "unsound">,
): FixPlan {
  const changes = sources.flatMap((after, index) => {
    const source = before[index];
    return source === undefined || source.text === after.text ? [] : [{ before: source, after }];
  });
  const diagnostics = found.diagnostics.map((it) => (unsound.has(it) ? withoutFix(it) : it));
  return { changes, applied, refused, report: { ...found, diagnostics } };
}

/** Safe fixes first, so that an unsafe one never keeps a safe one away. */
function candidatesIn({ diagnostics }: Report, { unsafe }: FixRun): readonly Diagnostic[] {
  const safe = diagnostics.filter(({ fix }) => fix?.safe === true);
  return unsafe ? [...safe, ...diagnostics.filter(({ fix }) => fix?.safe === false)] : safe;
}

interface PassOutcome extends Trial {
  readonly refused: readonly RefusedFix[];
  /** The findings whose fix does not work as promised. */
  readonly unsound: ReadonlySet<Diagnostic>;
}

/** Tries each fix once, except those that touch an applied one: they wait for the next pass. */
function makePass(state: State, run: FixRun): PassOutcome {
  const locked: RefusedFix[] = [];
  const refused: RefusedFix[] = [];
  let rest: readonly Diagnostic[] = candidatesIn(state.found, run).filter((diagnostic) => {
    const reason = whyUntried(diagnostic, state, run);
    if (reason !== undefined) locked.push({ diagnostic, reason });
    return reason === undefined;
  });
  let made: Trial = { applied: [], sources: state.sources, judged: state.judged };
  const attempt = { before: made, judge: run.judge ?? run.find, refused };
  while (rest.length > 0) {
    const { chosen, left } = chooseApart(rest, made.applied);
    if (chosen.length === 0) break;
    made = settle(chosen, made, attempt);
    rest = left;
  }
  const unsound = new Set(refused.map(({ diagnostic }) => diagnostic));
  return { ...made, refused: [...locked, ...refused], unsound };
}

function whyUntried({ fix }: Diagnostic, { sources }: State, run: FixRun): string | undefined {
  for (const { span } of fix?.edits ?? []) {
    if (!sources.includes(span.source))
      return `\`${span.source.path}\` is not among the fixed files`;
    const reason = run.whyLocked(span.source);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
