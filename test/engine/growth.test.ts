import { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { lintSources } from "../support/lint-text.ts";
import { shapes } from "../support/growth-shapes.ts";

/** Four times as many things may take four times as many calls; six leave room for sorting. */
const mostGrowth = 6;
/** What is done less often than this for each thing takes no time. */
const callsForEach = 20;
const small = 40;
const large = 4 * small;

const session = new Session();
let lint: typeof lintSources = () => {
  throw new Error("not loaded yet");
};

// V8 counts in what it compiles after it was asked to.
beforeAll(async () => {
  // What is optimised, or has not run for a while, is not counted well.
  setFlagsFromString("--no-opt");
  setFlagsFromString("--no-flush-bytecode");
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  lint = (await import("../support/lint-text.ts")).lintSources;
}, 120_000);
afterAll(() => session.disconnect());

/** How often each stretch of code ran while `n` things were checked: counts, and no times, so that it is always the same. */
function countsOf(
  shape: (n: number) => ReadonlyMap<string, string>,
  n: number,
): Map<string, number> {
  const sources = Array.from(shape(n), ([path, text]) => ({ path, text }));
  session.post("Profiler.takePreciseCoverage");
  lint(sources);
  const counts = new Map<string, number>();
  session.post("Profiler.takePreciseCoverage", (error, { result }) => {
    if (error) throw error;
    for (const { url, functions } of result) {
      if (!/\/(?:src|rules)\/[^?]*\.ts/.test(url)) continue;
      for (const { functionName, ranges } of functions) {
        for (const { startOffset, count } of ranges) {
          const key = `${url.replace(/^.*\/(src|rules)\//, "$1/")} ${functionName || "a callback"} at ${startOffset}`;
          counts.set(key, Math.max(counts.get(key) ?? 0, count));
        }
      }
    }
  });
  return counts;
}

describe("what is done grows with the inputs, and not with their square", () => {
  for (const [name, shape] of Object.entries(shapes)) {
    test(name, () => {
      // Once before, so that what is made once for all runs does not count.
      countsOf(shape, 2);
      const before = countsOf(shape, small);
      const after = countsOf(shape, large);
      const superlinear = [...after]
        .filter(
          ([key, count]) =>
            count > callsForEach * large && count > mostGrowth * (before.get(key) ?? 0),
        )
        .map(([key, count]) => `${key}: ${before.get(key) ?? 0} → ${count} times`);
      expect(superlinear).toEqual([]);
      expect(after.size).toBeGreaterThan(100);
    });
  }
});
