import { describe, expect, it } from "vitest";
import { nearField } from "../../src/schema/near-field.ts";

describe("nearField", () => {
  const accepted = ["match", "retries", "timeout", "corsPolicy", "mirror", "mirrors", "subset"];
  it.each([
    ["timeouts", "timeout"],
    ["matches", "match"],
    ["retry", "retries"],
    ["retryPolicy", "retries"],
    ["retriesConfig", "retries"],
    ["cors", "corsPolicy"],
    ["retires", "retries"],
  ])("takes `%s` for `%s`", (name, expected) => {
    expect(nearField(name, accepted)).toBe(expected);
  });

  it.each(["mirrorPolicy", "policy", "name", "headers", "retryOn", "subsetName"])(
    "does not guess what `%s` means",
    (name) => {
      expect(nearField(name, accepted)).toBeUndefined();
    },
  );
});
