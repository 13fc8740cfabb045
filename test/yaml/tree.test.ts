import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fastParse } from "../../src/yaml/fast-parse.ts";
import { fieldOf, rootOf, type Field } from "../../src/yaml/field.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import type { YamlNode } from "../../src/yaml/node.ts";
import { randomYaml } from "./random-yaml.ts";

function fastRoot(text: string): Field {
  const tree = fastParse({ path: "a.yaml", text }, 0, text.length);
  if (tree === undefined || tree === "nothing") throw new Error(`not read: ${text.slice(0, 50)}`);
  return rootOf(tree);
}

function fullNode(text: string): YamlNode | undefined {
  return fullParse({ path: "a.yaml", text }, 0, text.length).root;
}

it("objects become the same objects again, by way of numbers", () => {
  fc.assert(
    fc.property(randomYaml, (text) => {
      const node = fullNode(text);
      if (node === undefined) return;
      const root = fieldOf({ path: "a.yaml", text }, node);
      expect(root.node).toBe(node);
      // Without what is remembered of them.
      const { nodes: _, ...tree } = root.tree;
      expect(rootOf(tree).node).toEqual(node);
    }),
  );
});

it.each([
  ["many items in few characters", `[${"a,".repeat(150_000)}a]`],
  ["many lists in each other", `a: ${"[".repeat(400)}${"]".repeat(400)}\n`],
  ["many keys", Array.from({ length: 30_000 }, (_, index) => `k${index}:\n`).join("")],
])("there is room for %s", (_, text) => {
  const before = fastRoot("a: 1\nb: [x, z]\n");
  const root = fastRoot(text);
  const after = fastRoot("c: text\n");
  expect(root.toValue()).toEqual(fieldOf(root.source, fullNode(text) ?? before.node).toValue());
  expect(before.toValue()).toEqual({ a: 1, b: ["x", "z"] });
  expect(after.toValue()).toEqual({ c: "text" });
});

it("what an alias leads to is one value in several places", () => {
  const text = "a: &x {b: [1]}\nc: *x\nd: {e: *x}\n";
  const root = fieldOf({ path: "a.yaml", text }, fullNode(text) ?? fastRoot("a: 1\n").node);
  const [first, second, third] = [root.get("a"), root.get("c"), root.at("d", "e")];
  expect(second?.node).toBe(first?.node);
  expect(third?.record).toBe(first?.record);
  expect([first, second, third].map((field) => field?.at("b", 0)?.path)).toEqual([
    "a.b[0]",
    "c.b[0]",
    "d.e.b[0]",
  ]);
  expect(third?.at("b", 0)?.shared).toBe(true);
});

it("texts are the same however often they are read, and null is not a text", () => {
  const root = fastRoot("a: plain\nb: 'it''s'\nc: \"x\\ty\"\nd: |\n  block\ne: ~\nf: 010\n");
  for (let round = 0; round < 2; round += 1) {
    expect(root.toValue()).toEqual({
      a: "plain",
      b: "it's",
      c: "x\ty",
      d: "block\n",
      e: null,
      f: 8,
    });
    expect(root.entries().map(({ text }) => text)).toEqual([
      "plain",
      "it's",
      "x\ty",
      "block\n",
      undefined,
      undefined,
    ]);
    expect(root.toValue("drop nulls")).not.toHaveProperty("e");
  }
});
