import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lastSpanFinder, spanFinder } from "../../src/engine/find-span.ts";

const range = fc
  .tuple(fc.nat(30), fc.nat(6))
  .map(([start, length]) => ({ start, end: start + length }));
/** In any order, or one after the other. */
const ranges = fc
  .tuple(fc.array(range, { maxLength: 8 }), fc.boolean())
  .map(([found, sorted]) =>
    sorted ? found.toSorted((left, right) => left.start - right.start) : found,
  );

test("finds what a look at each would find", () => {
  fc.assert(
    fc.property(ranges, fc.nat(40), (found, offset) => {
      const holding = found.find(
        ({ start, end }) => start <= offset && offset < Math.max(end, start + 1),
      );
      expect(spanFinder(found, (it) => it)(offset)).toBe(holding);
      const last = found.findLast(({ start, end }) => start <= offset && offset <= end);
      expect(lastSpanFinder(found)(offset)).toBe(last);
    }),
    { numRuns: 2000 },
  );
});
