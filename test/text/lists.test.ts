import { expect, it } from "vitest";
import { list, oneOf, plural } from "../../src/text/lists.ts";

it.each([
  [[], "", ""],
  [["a"], "`a`", "`a`"],
  [["a", "b"], "`a` and `b`", "`a` or `b`"],
  [["a", "b", "c"], "`a`, `b` and `c`", "`a`, `b` or `c`"],
])("joins %j", (names, all, one) => {
  expect(list(names)).toBe(all);
  expect(oneOf(names)).toBe(one);
});

it("counts what a sentence has no room for", () => {
  const names = ["a", "b", "c", "d"];
  expect(list(names, 2)).toBe("`a`, `b` and 2 more");
  expect(oneOf(names, 2)).toBe("`a`, `b` or one of 2 more");
  expect(list(names, 4)).toBe("`a`, `b`, `c` and `d`");
  expect(list(Array.from({ length: 12 }, (_, index) => String(index)))).toMatch(/ and 2 more$/);
});

it.each([
  [0, "file", "0 files"],
  [1, "file", "1 file"],
  [2, "policy", "2 policies"],
  [2, "gateway", "2 gateways"],
  [3, "match", "3 matches"],
  [2, "address", "2 addresses"],
])("counts %i %s", (count, noun, expected) => {
  expect(plural(count, noun)).toBe(expected);
});
