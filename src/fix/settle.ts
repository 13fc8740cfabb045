import type { Diagnostic, Report } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import { editSources } from "./apply-edits.ts";
import { objectionTo } from "./object-to-fixes.ts";
import { takeBytes } from "./take-bytes.ts";

/** Fixes that are made, the texts they give, and what is found in these. */
export interface Trial {
  readonly applied: readonly Diagnostic[];
  readonly sources: readonly SourceFile[];
  readonly judged: Report;
}

export interface RefusedFix {
  readonly diagnostic: Diagnostic;
  /** A clause: "the finding would remain". */
  readonly reason: string;
}

export interface Attempt {
  /** The texts before, and what is found in them. */
  readonly before: Omit<Trial, "applied">;
  readonly judge: (sources: readonly SourceFile[]) => Report;
  /** Collects the fixes that do not hold what they promise. */
  readonly refused: RefusedFix[];
}

/** Makes all of `chosen` at once; where that fails, halves, until it is known which fix is at fault. */
export function settle(chosen: readonly Diagnostic[], made: Trial, attempt: Attempt): Trial {
  const { before, judge, refused } = attempt;
  const applied = [...made.applied, ...chosen];
  const edits = applied.flatMap(({ fix }) => fix?.edits ?? []);
  const sources = editSources(before.sources, edits);
  const judged = judge(sources);
  const objection = objectionTo(judged, before.judged, applied);
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

/** The first fixes that touch none that is made, nor one another; and the others. */
export function chooseApart(
  candidates: readonly Diagnostic[],
  made: readonly Diagnostic[],
): { readonly chosen: readonly Diagnostic[]; readonly left: readonly Diagnostic[] } {
  const bytes = takeBytes();
  for (const { fix } of made) bytes.take(fix?.edits ?? []);
  const chosen = candidates.filter(({ fix }) => bytes.take(fix?.edits ?? []));
  const taken = new Set(chosen);
  return { chosen, left: candidates.filter((it) => !taken.has(it)) };
}
