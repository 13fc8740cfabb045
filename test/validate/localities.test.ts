import { expect, it } from "vitest";
import { localitiesFault } from "../../src/validate/localities.ts";

it.each([
  [[], undefined],
  [["us", "eu/a", "eu/b/*"], undefined],
  [["us/a", "us/*"], undefined],
  [["us/a/b", "us/a/c/d"], undefined],
  [["us", "us"], 1],
  [["us", "us/a"], 1],
  [["us/a", "us"], 1],
  [["us/*", "us/a"], 1],
  [["us/a", "us/a"], 1],
  [["us/a", "us/a/b"], 1],
  [["us/a/b", "us/a"], 1],
  [["us/a/b", "us/a/b"], 1],
  [["us/a/*", "us/a/b"], 1],
  [["*", "us"], 1],
  [["us", "*"], undefined],
  [[""], 0],
  [["us", "us//a"], 1],
  [["us/"], 0],
  [["u*s"], 0],
  [["**"], 0],
])("%j: the first that is refused is %s", (localities, index) => {
  expect(localitiesFault(localities)?.index).toBe(index);
});
