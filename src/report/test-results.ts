import type { Span } from "../yaml/source.ts";
import type { RouteAnswer } from "./route/route-answer.ts";

/** What became of one route test. */
export interface TestResult {
  readonly name: string;
  /** The file of the test. */
  readonly path: string;
  readonly form: string | undefined;
  /** Expectations that do not hold; empty for a test that passed. */
  readonly unmet: readonly UnmetExpectation[];
  /** Why the call could not be made. */
  readonly fault: string | undefined;
  /** The path of the call. */
  readonly answer: RouteAnswer | undefined;
}

export interface UnmetExpectation {
  readonly key: string;
  readonly wanted: string;
  readonly got: string;
  readonly span: Span;
}

export function isPassed({ unmet, fault }: TestResult): boolean {
  return unmet.length === 0 && fault === undefined;
}

/** `expected timeout 2s, got none`. */
export function unmetText({ key, wanted, got }: UnmetExpectation): string {
  const name = key === "timeoutAtMost" ? "timeout at most" : key;
  return `expected ${name} ${wanted}, got ${got === "" ? "nothing" : got}`;
}
