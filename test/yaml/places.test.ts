import { expect, it } from "vitest";
import { fullParse } from "../../src/yaml/full-parse.ts";
import type { YamlNode } from "../../src/yaml/node.ts";
import { parseYaml } from "../../src/yaml/parse.ts";

/** Every scalar and collection of a document as it is written. */
function written(text: string): readonly string[] {
  const { documents } = parseYaml(
    { path: "t.yaml", text },
    () => true,
    () => fullParse,
  );
  return documents.flatMap(({ root }) => slices(text, root.node));
}

function slices(text: string, node: YamlNode): readonly string[] {
  const own = text.slice(node.start, node.end);
  if (node.kind === "scalar") return [own];
  if (node.kind === "list") return [own, ...node.items.flatMap((item) => slices(text, item))];
  return [
    own,
    ...node.entries.flatMap(({ keyStart, keyEnd, value }) => [
      text.slice(keyStart, keyEnd),
      ...slices(text, value),
    ]),
  ];
}

it.each<[string, readonly string[]]>([
  ["a: b # c\n", ["a: b", "a", "b"]],
  ["a:   'b'  \r\nc: \"d\"\r\n", ["a:   'b'  \r\nc: \"d\"", "a", "'b'", "c", '"d"']],
  ["a:  # none\nb:\n- \n- 1\n", ["a:  # none\nb:\n- \n- 1", "a", "", "b", "- \n- 1", "", "1"]],
  ["a: |- # c\n  x\n\n  y \n\n# end\n", ["a: |- # c\n  x\n\n  y ", "a", "|- # c\n  x\n\n  y "]],
  ["a: >\nb: 1\n", ["a: >\nb: 1", "a", ">", "b", "1"]],
  ["😀: [é, {a: }] \n", ["😀: [é, {a: }]", "😀", "[é, {a: }]", "é", "{a: }", "a", ""]],
  [
    "- a: x\n    y\n  b: 1\n",
    ["- a: x\n    y\n  b: 1", "a: x\n    y\n  b: 1", "a", "x\n    y", "b", "1"],
  ],
  ["\uFEFF# head\n\n a: 1", ["a: 1", "a", "1"]],
])("the parts of %j", (text, parts) => {
  expect(written(text)).toEqual(parts);
});

it("what an alias or a merge key brings in stands where it was written, and is marked as shared", () => {
  const text = "apiVersion: v1\na: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n";
  const { documents } = parseYaml(
    { path: "t.yaml", text },
    () => true,
    () => fullParse,
  );
  const [document] = documents;
  const entries = document?.root.node.kind === "map" ? document.root.node.entries : [];
  const [, first, second, third] = entries.map(({ value }) => value);
  expect(first).toMatchObject({ shared: true, start: text.indexOf("{") });
  expect(second).toEqual(first);
  expect(third?.shared).toBeUndefined();
  expect(third).toMatchObject({
    entries: [{ value: { shared: true, value: 1 } }, { value: { value: 2 } }],
  });
});
