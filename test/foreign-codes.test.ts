import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { foreignCodes, withCodes } from "../scripts/generate/foreign-codes.ts";

/** Codes of istioctl analyze and Kiali: each is answered by a rule, or left out for a reason. */
const answered = new Set(rules.flatMap(({ answers }) => answers));

it("leaves no code without a rule or a reason", () => {
  const open = foreignCodes.filter(({ code, leftOut }) => !leftOut && !answered.has(code));
  expect(open.map(({ code }) => code)).toEqual([]);
});

it("gives no reason for what a rule answers", () => {
  const both = foreignCodes.filter(({ code, leftOut }) => leftOut && answered.has(code));
  expect(both.map(({ code }) => code)).toEqual([]);
});

it("knows every code that a rule names, once", () => {
  const codes = foreignCodes.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect([...answered].filter((code) => !codes.includes(code))).toEqual([]);
});

it("is what the page for users of those tools says (`npm run generate`)", () => {
  const page = readFileSync("docs/coming-from-istioctl-and-kiali.md", "utf8");
  expect(withCodes(page, rules)).toBe(page);
});
