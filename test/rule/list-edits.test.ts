import { expect, it } from "vitest";
import { applyEdits } from "../../src/fix/apply-edits.ts";
import { addItems } from "../../src/rule/list-edits.ts";
import { replaceEntry } from "../../src/rule/replace-entry.ts";
import { fieldOf, type Field } from "../../src/yaml/field.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";

function rootOf(text: string): Field {
  const source = { path: "a.yaml", text };
  const { root } = fullParse(source, 0, text.length);
  if (root === undefined) throw new Error(`not read: ${text}`);
  return fieldOf(source, root);
}

it.each([
  ["a: [x, y]\n", "a: [x, y, z]\n"],
  ["a:\n  - x\n  - y # last\nb: 1\n", "a:\n  - x\n  - y # last\n  - z\nb: 1\n"],
  ["a:\r\n- x\r\n", "a:\r\n- x\r\n- z\r\n"],
  ["a:\n- x", "a:\n- x\n- z"],
])("adds an item to %j", (text, expected) => {
  const list = rootOf(text).get("a");
  const edit = list && addItems(list, ["z"]);
  expect(edit && applyEdits(text, [edit])).toBe(expected);
});

it.each(["a: []\n", "a: &all [x]\nb: *all\n", "a: x\n"])("leaves %j alone", (text) => {
  const list = rootOf(text).get("a");
  expect(list && addItems(list, ["z"])).toBeUndefined();
});

it.each([
  [
    "p:\n  exec:\n    command: [a]\n  period: 5\n",
    "p:\n  grpc:\n    port: 1\n    service: s\n  period: 5\n",
  ],
  [
    "p: { exec: { command: [a] }, period: 5 }\n",
    "p: { grpc: { port: 1, service: s }, period: 5 }\n",
  ],
  [
    "p:\n- exec:\n    command:\n    - a\n  period: 5\n",
    "p:\n- grpc:\n    port: 1\n    service: s\n  period: 5\n",
  ],
])("writes another entry over one of %j", (text, expected) => {
  const parent = rootOf(text).get("p");
  const field = (parent?.item(0) ?? parent)?.get("exec");
  const edit = field && replaceEntry(field, "grpc", ["port: 1", "service: s"]);
  expect(edit && applyEdits(text, [edit])).toBe(expected);
});

it("loses no comment", () => {
  const field = rootOf("p:\n  exec:\n    # why\n    command: [a]\n").at("p", "exec");
  expect(field && replaceEntry(field, "grpc", ["port: 1"])).toBeUndefined();
});
