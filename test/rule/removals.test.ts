import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/fix/apply-edits.ts";
import { addAfter, addEntry, replaceValue } from "../../src/rule/edits.ts";
import type { Edit } from "../../src/rule/finding.ts";
import { removeField, removePiece, removeUpwards } from "../../src/rule/removals.ts";
import { fieldOf, type Field } from "../../src/yaml/field.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";

/** The text after an edit of the field at `path`; `undefined` if none is made. */
function edited(
  text: string,
  path: readonly (string | number)[],
  edit: (field: Field) => Edit | undefined,
): string | undefined {
  const source = { path: "a.yaml", text };
  const { root } = fullParse(source, 0, text.length);
  const field = root && fieldOf(source, root).at(...path);
  if (field === undefined) throw new Error(`no ${path.join(".")} in ${text}`);
  const made = edit(field);
  return made && applyEdits(text, [made]);
}

describe("removeField", () => {
  it.each([
    ["a:\n  x: 1 # gone\n  # stays\n  y: 2\n", "a:\n  # stays\n  y: 2\n"],
    ["a: { x: 1, y: 2 }\n", "a: { y: 2 }\n"],
    ["a:\n  - x: 1\n    y: 2\n", "a:\n  - y: 2\n"],
    ["a:\n  y: |\n    text\n  x: 1\nb: 1\n", "a:\n  y: |\n    text\nb: 1\n"],
  ])("takes the entry out of %j", (text, expected) => {
    const path = text.includes("- x") ? ["a", 0, "x"] : ["a", "x"];
    expect(edited(text, path, removeField)).toBe(expected);
  });

  it.each([
    ["the only entry", "a:\n  x: 1\nb: 2\n"],
    ["an anchor that is used elsewhere", "a:\n  x: &one 1\n  y: 2\nb: *one\n"],
    ["an anchor further in", "a:\n  x: { z: &one 1 }\n  y: 2\nb: *one\n"],
    ["an alias", "b: &one 1\na:\n  x: *one\n  y: 2\n"],
    ["a comment that a block scalar would swallow", "a:\n  y: |\n    t\n  x: 1\n    # c\nb: 2\n"],
    ["blank lines that count", "a:\n  y: |+\n    t\n  x: 1\n\nb: 2\n"],
    [
      "a comment between two entries behind a dash",
      "a:\n  x: 1 # c\n  y: 2\n".replace("  x", "- x"),
    ],
  ])("leaves %s alone", (_, text) => {
    const path = text.includes("- x") ? ["a", 0, "x"] : ["a", "x"];
    expect(edited(text, path, removeField)).toBeUndefined();
  });
});

describe("removeUpwards", () => {
  it("takes along what would be empty, so far as it may", () => {
    const text = "m:\n  annotations:\n    a: 1\n  name: x\n";
    const path = ["m", "annotations", "a"];
    expect(edited(text, path, (field) => removeUpwards(field, 1))).toBe("m:\n  name: x\n");
    expect(edited(text, path, (field) => removeUpwards(field, 0))).toBeUndefined();
  });
});

const withoutPiece = (text: string, index: number): string | undefined =>
  edited(text, ["a"], (field) => {
    const piece = field.pieces(",")[index];
    return piece && removePiece(field, piece);
  });

describe("removePiece", () => {
  it("takes the comma along that is not needed any more", () => {
    expect(withoutPiece("a: x,y,z\n", 0)).toBe("a: y,z\n");
    expect(withoutPiece('a: "x,y, z" # c\n', 2)).toBe('a: "x,y" # c\n');
  });

  it("leaves the only piece, escapes and block scalars alone", () => {
    expect(withoutPiece("a: x\n", 0)).toBeUndefined();
    expect(withoutPiece('a: "x\\t,y"\n', 1)).toBeUndefined();
    expect(withoutPiece("a: |\n  x,y\n", 1)).toBeUndefined();
  });
});

describe("what is added", () => {
  it("stays JSON in JSON", () => {
    const text = '{ "a": { "x": 1 } }';
    expect(edited(text, ["a", "x"], (field) => addAfter(field, "app: grpc"))).toBe(
      '{ "a": { "x": 1, "app": "grpc" } }',
    );
    expect(edited(text, ["a"], (field) => addEntry(field, "y: { v: 5 }"))).toBe(
      '{ "a": { "x": 1, "y": { "v": 5 } } }',
    );
    expect(edited(text, ["a", "x"], (field) => replaceValue(field, "[1]"))).toBeUndefined();
    expect(edited('{ "a": {} }', ["a"], (field) => addEntry(field, "y: 1"))).toBe(
      '{ "a": { "y": 1 } }',
    );
  });

  it("stands before the first entry where the last one has no plain end", () => {
    const text = "a:\r\n  - x: 1\r\n    y:\r\n      - 2\r\n";
    expect(edited(text, ["a", 0], (field) => addEntry(field, "z: 3"))).toBe(
      "a:\r\n  - z: 3\r\n    x: 1\r\n    y:\r\n      - 2\r\n",
    );
  });
});
