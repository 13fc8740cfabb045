import * as fc from "fast-check";

/** A tree and how each part of it is laid out. */
export type Written =
  | { readonly kind: "scalar"; readonly text: string; readonly anchored: boolean }
  | { readonly kind: "block"; readonly header: string; readonly lines: readonly string[] }
  | { readonly kind: "map"; readonly flow: boolean; readonly entries: readonly WrittenEntry[] }
  | {
      readonly kind: "list";
      readonly flow: boolean;
      readonly indented: boolean;
      readonly items: readonly WrittenItem[];
    };

interface WrittenItem {
  readonly value: Written;
  /** Behind the value, and on lines above. */
  readonly comment: string;
  readonly above: readonly string[];
}

interface WrittenEntry extends WrittenItem {
  readonly key: string;
}

export interface Layout {
  readonly newline: string;
  readonly mark: string;
  readonly indent: number;
  readonly lastNewline: boolean;
}

const scalars = fc.constantFrom(
  ..."text|5|true|~|'it''s'|\"a\\tb\"|é🙂|a, b|x # y|'# no'|0x1F|'two\n\n  lines'|a-b:c".split("|"),
);
const keys = fc.constantFrom("a", "b", "c", "d", "e", "long-key", "g/h.i", '"quoted"', "'single'");
const comments = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  fc.constantFrom("# why", "# a: b", "#"),
);
const linesAbove = fc.array(fc.constantFrom("", "# above", "  # deeper", "        # far"), {
  maxLength: 2,
});

const { tree } = fc.letrec<{ tree: Written; map: Written; list: Written; leaf: Written }>(
  (tie) => ({
    tree: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie("leaf"), tie("map"), tie("list")),
    leaf: fc.oneof(
      { weight: 6, arbitrary: scalar() },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant("block" as const),
          header: fc.constantFrom("|", "|-", "|+", ">", ">-"),
          lines: fc
            .array(fc.constantFrom("line", "# no comment", "", "a: b"), {
              minLength: 1,
              maxLength: 3,
            })
            .map((lines) => ["first"].concat(lines)),
        }),
      },
    ),
    map: fc.record({
      kind: fc.constant("map" as const),
      flow: fc.boolean(),
      entries: fc.uniqueArray(
        fc.record({ key: keys, value: tie("tree"), comment: comments, above: linesAbove }),
        { selector: ({ key }) => key, minLength: 1, maxLength: 4 },
      ),
    }),
    list: fc.record({
      kind: fc.constant("list" as const),
      flow: fc.boolean(),
      indented: fc.boolean(),
      items: fc.array(fc.record({ value: tie("tree"), comment: comments, above: linesAbove }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  }),
);

function scalar(): fc.Arbitrary<Written> {
  return fc.record({
    kind: fc.constant("scalar" as const),
    text: scalars,
    anchored: fc.integer({ max: 9, min: 0 }).map((roll) => roll === 0),
  });
}

/** Texts whose root is a map in block style, in all layouts that people and tools write, aliases among them. */
export const yamlTexts: fc.Arbitrary<string> = fc
  .record({
    entries: fc.uniqueArray(
      fc.record({ key: keys, value: tree, comment: comments, above: linesAbove }),
      { selector: ({ key }) => key, minLength: 1, maxLength: 5 },
    ),
    newline: fc.constantFrom("\n", "\n", "\r\n"),
    mark: fc.constantFrom("", "", "\uFEFF"),
    indent: fc.integer({ min: 1, max: 4 }),
    lastNewline: fc.boolean(),
    alias: fc.boolean(),
  })
  .map(({ entries, alias, ...layout }) => textOf(entries, layout, alias));

function textOf(entries: readonly WrittenEntry[], layout: Layout, alias: boolean): string {
  const anchors = { count: 0 };
  const lines = blockMap(entries, 0, { layout, anchors });
  if (alias && anchors.count > 0) lines.push("alias: *x1");
  const text = lines.join("\n") + (layout.lastNewline ? "\n" : "");
  return layout.mark + text.replaceAll("\n", layout.newline);
}

interface Writing {
  readonly layout: Layout;
  readonly anchors: { count: number };
}

function blockMap(entries: readonly WrittenEntry[], column: number, writing: Writing): string[] {
  return entries.flatMap(({ key, value, comment, above }) => [
    ...above,
    ...withValue(`${" ".repeat(column)}${key}:`, { value, comment }, column, writing),
  ]);
}

function withValue(
  head: string,
  { value, comment }: Pick<WrittenItem, "value" | "comment">,
  column: number,
  writing: Writing,
): string[] {
  const tail = comment === "" ? "" : ` ${comment}`;
  const inner = column + writing.layout.indent;
  if (value.kind === "scalar") return `${head} ${scalarText(value, writing)}${tail}`.split("\n");
  if (value.kind === "block") {
    const lines = value.lines.map((line) => (line === "" ? "" : " ".repeat(inner) + line));
    return [`${head} ${value.header}`, ...lines];
  }
  if (value.flow) return [`${head} ${flowText(value, writing)}${tail}`];
  const below =
    value.kind === "map"
      ? blockMap(value.entries, inner, writing)
      : blockList(value.items, value.indented ? inner : column, writing);
  return [`${head}${tail}`, ...below];
}

function blockList(items: readonly WrittenItem[], column: number, writing: Writing): string[] {
  return items.flatMap(({ value, comment, above }) => {
    const dash = `${" ".repeat(column)}-`;
    if (value.kind === "map" && !value.flow) {
      const [first = "", ...rest] = blockMap(
        value.entries.map((entry, index) => (index === 0 ? { ...entry, above: [] } : entry)),
        column + 2,
        writing,
      );
      return [...above, `${dash} ${first.trimStart()}`, ...rest];
    }
    // A list in a list would start on the line of its dash.
    const plain = value.kind === "list" ? { ...value, flow: true } : value;
    return [...above, ...withValue(dash, { value: plain, comment }, column, writing)];
  });
}

function scalarText(value: Extract<Written, { kind: "scalar" }>, { anchors }: Writing): string {
  if (!value.anchored) return value.text;
  anchors.count += 1;
  return `&x${anchors.count} ${value.text}`;
}

function flowText(value: Written, writing: Writing): string {
  if (value.kind === "block") return "block";
  if (value.kind === "scalar") {
    const text = scalarText(value, writing).replaceAll(/\n\s*/g, " ");
    return /[,#]/.test(text) ? "plain" : text;
  }
  if (value.kind === "list") {
    return `[${value.items.map((item) => flowText(item.value, writing)).join(", ")}]`;
  }
  const entries = value.entries.map((entry) => `${entry.key}: ${flowText(entry.value, writing)}`);
  return `{ ${entries.join(", ")} }`;
}
