import { isPassed, type TestResult } from "./test-results.ts";

export function isFailure(result: TestResult): boolean {
  return !isPassed(result);
}

/** The results of each file, in order. */
export function groupBySuite(
  results: readonly TestResult[],
): readonly (readonly [string, readonly TestResult[]])[] {
  const byPath = new Map<string, TestResult[]>();
  for (const result of results)
    byPath.set(result.path, [...(byPath.get(result.path) ?? []), result]);
  return [...byPath];
}
