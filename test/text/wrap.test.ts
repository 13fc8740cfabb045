import { expect, it } from "vitest";
import { wrapped } from "../../src/text/wrap.ts";

it("fills lines with whole words", () => {
  expect(wrapped("a bb  ccc\ndddd", 4)).toEqual(["a bb", "ccc", "dddd"]);
  expect(wrapped("a bbbbbb c", 3)).toEqual(["a", "bbbbbb", "c"]);
  expect(wrapped(" ", 3)).toEqual([]);
});
