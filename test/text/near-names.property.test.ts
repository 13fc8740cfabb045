import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nearNames } from "../../src/text/near-names.ts";
import { similarName } from "../../src/text/similar-name.ts";

const name = fc
  .array(fc.constantFrom("a", "b", "ab", "svc", "-", "_", "1", "2", "10", "A", "order"), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(""));

test("among near names is the one that is similar", () => {
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 12 }), (asked, others) => {
      expect(similarName(asked, nearNames(others)(asked))).toBe(similarName(asked, others));
    }),
    { numRuns: 2000 },
  );
});
