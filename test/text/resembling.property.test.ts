import * as fc from "fast-check";
import { expect, test } from "vitest";
import { resembling } from "../../src/text/similar-name.ts";

const letter = fc.constantFrom("a", "b", "c", "A", "B", "-", "_", "1", "2", "é");
test("a name with two edits, or spelt in another way, passes the quick look", () => {
  const longName = fc.string({ unit: letter, minLength: 8, maxLength: 20 });
  const edited = fc.tuple(longName, fc.nat(19), letter, fc.nat(19));
  fc.assert(
    fc.property(edited, ([text, at, put, out]) => {
      const changed = text.slice(0, at) + put + text.slice(at + 1);
      expect(resembling(text)(changed.slice(0, out) + changed.slice(out + 1))).toBe(true);
      expect(resembling(text)(text.replaceAll(/[_-]/g, "").toUpperCase())).toBe(true);
    }),
  );
});
