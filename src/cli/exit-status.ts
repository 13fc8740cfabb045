import type { Report } from "../report/report.ts";
import { atLeast } from "../report/thresholds.ts";
import type { Severity } from "../rule/finding.ts";

/** 0: nothing to complain of. 1: findings that fail the run. 2: the work could not be done. Nothing else. */
export type ExitStatus = 0 | 1 | 2;

export interface FailurePolicy {
  /** Findings from here on fail the run. */
  readonly failureThreshold: Severity;
  /** More warnings than this fail it too. */
  readonly maxWarnings: number;
  /** Whether stale entries in the baseline fail it too. */
  readonly strictBaseline: boolean;
  readonly exitZero: boolean;
}

/** Counts all findings, shown or not. A rule that stopped is work that was not done. */
export function exitStatus(report: Report, policy: FailurePolicy): ExitStatus {
  if (report.failures.length > 0) return 2;
  if (policy.exitZero) return 0;
  const fails = atLeast(report, policy.failureThreshold).length > 0;
  const isStale = policy.strictBaseline && report.staleBaseline.length > 0;
  return fails || isStale || countWarnings(report) > policy.maxWarnings ? 1 : 0;
}

export function countWarnings({ diagnostics }: Report): number {
  return diagnostics.filter(({ severity }) => severity === "warning").length;
}
