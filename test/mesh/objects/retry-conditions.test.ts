import { describe, expect, it } from "vitest";
import { isRetryCondition, readsHttpStatus } from "../../../src/mesh/objects/retry-conditions.ts";

describe("isRetryCondition", () => {
  it.each(["5xx", "unavailable", "reset-before-request", "503", "100", "451", "+503"])(
    "takes %j",
    (condition) => expect(isRetryCondition(condition)).toBe(true),
  );

  it.each([
    "",
    " reset",
    "UNAVAILABLE",
    "aborted",
    "14",
    "99",
    "427",
    "509",
    "600",
    "50.3",
    "-503",
  ])("refuses %j", (condition) => expect(isRetryCondition(condition)).toBe(false));
});

it("tells conditions on HTTP statuses from conditions on connections and gRPC statuses", () => {
  expect(["5xx", "retriable-4xx", "503"].map(readsHttpStatus)).toEqual([true, true, true]);
  expect(["reset", "gateway-error", "unavailable"].map(readsHttpStatus)).toEqual([
    false,
    false,
    false,
  ]);
});
