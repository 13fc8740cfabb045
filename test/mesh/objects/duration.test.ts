import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../../src/mesh/objects/duration.ts";

describe("parseDuration", () => {
  it.each([
    ["2s", 2_000],
    ["1.5s", 1_500],
    [".5s", 500],
    ["1h2m3s", 3_723_000],
    ["250ms", 250],
    ["100us", 0.1],
    ["100µs", 0.1],
    ["1ns", 1e-6],
    ["0", 0],
    ["0s", 0],
    ["-3s", -3_000],
    ["+3s", 3_000],
  ])("reads %s", (text, milliseconds) => expect(parseDuration(text)).toBeCloseTo(milliseconds, 9));

  it.each(["", "10", "10sec", "1d", "PT10S", "s", "1 s", "1s ", "--1s", ".s"])(
    "refuses %j as Go does",
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it("reads back what formatDuration writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});
