import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/fix/apply-edits.ts";
import type { Edit } from "../../src/rule/finding.ts";
import { spaceDashes, wrapInList, wrapInMap } from "../../src/rule/wrap-value.ts";
import { fieldOf, type Field } from "../../src/yaml/field.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";

function made(
  text: string,
  edit: (field: Field) => readonly Edit[] | undefined,
): string | undefined {
  const source = { path: "a.yaml", text };
  const { root } = fullParse(source, 0, text.length);
  const field = root && fieldOf(source, root).get("a");
  const edits = field && edit(field);
  return edits && applyEdits(text, edits);
}

describe("a scalar in a map", () => {
  it.each([
    ["a: 50051 # port\n", "50051", "a: { number: 50051 } # port\n"],
    ["{ a: x }\n", "x", '{ a: { "number": "x" } }\n'],
    ['{ "a": 1 }\n', "1", '{ "a": { "number": 1 } }\n'],
    ["a: x, y\n", "x, y", 'a: { number: "x, y" }\n'],
    ["a: 'x'\n", "'x'", "a: { number: 'x' }\n"],
  ])("%j", (text, value, expected) => {
    expect(made(text, (field) => wrapInMap(field, "number", value))).toBe(expected);
  });

  it("is left alone where others share it", () => {
    const text = "a: &x 1\nb: *x\n";
    expect(made(text, (field) => wrapInMap(field, "number", "1"))).toBeUndefined();
  });
});

describe("a map in a list", () => {
  it.each([
    ["a: { b: 1 }\n", "a: [{ b: 1 }]\n"],
    ["a:\n  b: 1\n", "a:\n  - b: 1\n"],
    [
      "a:\n  b:\n    c: 1\n\n  # said\n  d: |\n    x\n      y\ne: 1\n",
      "a:\n  - b:\n      c: 1\n\n    # said\n    d: |\n      x\n        y\ne: 1\n",
    ],
    ["a:\r\n  b: 1\r\n  c: 2\r\n", "a:\r\n  - b: 1\r\n    c: 2\r\n"],
    ["a:\n  b: 1\n  c: 2", "a:\n  - b: 1\n    c: 2"],
  ])("%j", (text, expected) => {
    expect(made(text, wrapInList)).toBe(expected);
  });

  it.each(["a: &x { b: 1 }\nc: *x\n", "a: x\n", "a:\n  b: &x 1\nc: *x\n"])(
    "%j is left alone",
    (text) => {
      expect(made(text, wrapInList)).toBeUndefined();
    },
  );
});

describe("words behind dashes", () => {
  it.each([
    ["a:\n  -x\n", "a:\n  - x\n"],
    ["a:\n  -x\n  -y\nb: 1\n", "a:\n  - x\n  - y\nb: 1\n"],
    ["a:\r\n  -x\r\n  -y\r\n", "a:\r\n  - x\r\n  - y\r\n"],
  ])("%j", (text, expected) => {
    expect(made(text, spaceDashes)).toBe(expected);
  });

  it.each(["a: -x\n", "a:\n  -x\n  y\n", "a:\n  --x\n", "a:\n  '-x'\n", "a: x\n"])(
    "%j is left alone",
    (text) => {
      expect(made(text, spaceDashes)).toBeUndefined();
    },
  );
});
