import { describe, expect, it } from "vitest";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml, type ParsedYaml } from "../../src/yaml/parse.ts";

function parse(
  text: string,
  isRead: (apiVersion: string, kind: string) => boolean = () => true,
): ParsedYaml {
  return parseYaml({ path: "t.yaml", text }, isRead, () => fullParse);
}

function values(text: string): readonly unknown[] {
  return parse(text).documents.map(({ root }) => root.toValue());
}

/** The problems as `kind at what is marked`. */
function marks(text: string): readonly string[] {
  return parse(text).problems.map(
    ({ kind, span: { start, end } }) => `${kind} at ${JSON.stringify(text.slice(start, end))}`,
  );
}

describe("documents", () => {
  it.each([
    ["", 0],
    ["# nothing\n", 0],
    ["---\nnull\n---\n~\n", 0],
    ["a: 1\n---\nb: 2\n", 2],
    ["\uFEFF---\na: 1\r\n--- # comment\r\nb: 2", 2],
    ['{"a": 1}\n{"b": 2}\n', 2],
    ['{\n\t"a": [\n\t\t1\n\t]\n}\n', 1],
    ["a: 1\n...\nb: 2\n", 1],
  ])("%j holds %i", (text, count) => {
    const parsed = parse(text);
    expect(parsed.problems).toEqual([]);
    expect(parsed.documents).toHaveLength(count);
  });

  it("know their bounds, and the template they were rendered from", () => {
    const text = "---\n# Source: shop/templates/vs.yaml\na: 1\n---\nb: 2\n";
    const [first, second] = parse(text).documents;
    expect(text.slice(first?.start, first?.end)).toBe("# Source: shop/templates/vs.yaml\na: 1\n");
    expect(first?.origin).toBe("shop/templates/vs.yaml");
    expect(text.slice(second?.start, second?.end)).toBe("b: 2\n");
    expect(second?.origin).toBeUndefined();
  });

  it("of kinds nobody reads are only counted", () => {
    const text =
      'apiVersion: "a.b/v1" # x\nkind: Big\n] not: looked at\n---\nkind: Small\napiVersion: v1\n';
    const { documents, problems, skipped } = parse(text, (_apiVersion, kind) => kind === "Small");
    expect(skipped).toEqual([{ apiVersion: "a.b/v1", kind: "Big" }]);
    expect(documents).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it("leaves out a document of a kind nobody reads for its template actions, and reads its neighbours", () => {
    const text =
      "apiVersion: a.b/v1\nkind: Big\na: {{ x }}\n---\napiVersion: a.b/v1\nkind: Small\n";
    const { documents, problems, skipped } = parse(text, (_apiVersion, kind) => kind === "Small");
    expect(skipped).toEqual([{ apiVersion: "a.b/v1", kind: "Big" }]);
    expect(documents).toHaveLength(1);
    expect(problems).toEqual([]);
    const alone = parse(text.slice(0, text.indexOf("---")), () => false);
    expect(alone.problems.map(({ kind }) => kind)).toEqual(["helm-template"]);
  });

  it("go on behind one that is not valid YAML", () => {
    expect(marks("a: 1\n---\na: [1\n---\nb: 2\n")).toEqual(['syntax at "["']);
    expect(values("a: 1\n---\na: [1\n---\nb: 2\n")).toEqual([{ a: 1 }, { b: 2 }]);
  });
});

describe("one problem marks the place to fix", () => {
  it.each([
    ["a:\n\tb: 1\n", "\t"],
    ["a: 1\n\t\nb: 2\n", "\t"],
    ["hosts:\n- *.example.com\n", "*.example.com"],
    ["a: @x\n", "@x"],
    ['a: "x\nb: 1\n', '"x'],
    ["a: [1, 2\nb: 3\n", "["],
    ["a: b: c\n", "b:"],
    ["a: 1\n b: 2\n", "b:"],
    ["a:\n  b: 1\n c: 2\n", "c:"],
    ["a: 1\nfoo\nb: 1\n", "foo"],
    ["a: - b\n", "-"],
    ['a: "\\q"\n', "\\q"],
    ['a: "é\\/"\n', "\\/"],
    ["a: 1\n}\n", "}"],
    ["apiVersion: v1\na: *none\n", "*none"],
    ["a: &a [*a]\n", "*a"],
    ["null: 1\n", "null"],
    ["a: .inf\n", ".inf"],
    ["a: 1\n--- b: 2\n", "b: 2"],
    ["%YAML 1.2\n---\na: 1\n", "%YAML 1.2"],
    ["just words\n", "just words"],
    [" a: 1\nb: 2\n", "b:"],
    ["a: \u0007\n", "\u0007"],
    ["a: 1\n---\n\0PNG\0\n---\n", "\0"],
    ["? ", " "],
    ["- match: [{uri: {regex: /shop.v1?.Cart/.*}}]\n", "/shop.v1?.Cart/.*"],
    ["[foo?]\n", "foo?"],
    ["{a?: 1}\n", "a?"],
    ["a:\n  b: 1\n  \t\n  c: 2\n", "\t"],
    ["a: 1\n \t\nb: 2\n".replace(" \t", "\t"), "\t"],
    ["a:\n  b: 1\n  \t# c\n", "\t"],
    ["a:\n  b:\n    \t\n  c: 1\n", "\t"],
    ["- a\n\t\n- b\n", "\t"],
    ["a: 'x'\n  \t\nb: 1\n", "\t"],
    ["a: b # c\n  \t\nb: 1\n", "\t"],
    ["a: |\n    text\n  \t\n", "\t"],
    ["[cat, - ]\n", "-"],
  ])("in %j", (text, marked) => {
    expect(marks(text)).toEqual([`syntax at ${JSON.stringify(marked)}`]);
  });

  it("and both ends of a key written twice", () => {
    const text = "a: 1\nb: {c: 1}\na: 2\n";
    const [problem, ...rest] = parse(text).problems;
    expect(rest).toEqual([]);
    expect(problem).toMatchObject({ kind: "duplicate-key", message: "a" });
    expect(problem?.span.start).toBe(text.lastIndexOf("a"));
    expect(problem?.related?.start).toBe(0);
    expect(values(text)).toEqual([{ a: 2, b: { c: 1 } }]);
  });
});

describe("what go-yaml reads, but the package does not", () => {
  it.each([
    ["a:\n|-\n  text\nb: 1\n", { a: "text", b: 1 }],
    ["a:\n  k:\n  |-\n    text\n  b: 1\n", { a: { k: "text", b: 1 } }],
    ["a:\r\n  - k: \r\n    >\r\n      text\r\n", { a: [{ k: "text\n" }] }],
    ["a:\n  k:\n  |- # why\n    one\n  l:\n  |-\n    two\n", { a: { k: "one", l: "two" } }],
  ])("is read: %j", (text, value) => {
    const { documents, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(documents.map(({ root }) => root.toValue())).toEqual([value]);
  });

  it("is no block text of another indentation", () => {
    expect(marks("a:\n  k:\n |-\n    text\n")).toHaveLength(1);
  });
});

it("reads placeholders in brackets and braces, which are there no more when kubectl reads the file", () => {
  const text = "a: { port: { number: ${PORT} }, list: [${A}, ${B:-b, c}], host: x.${DOMAIN} }\n";
  expect(parse(text).problems).toEqual([]);
  expect(values(text)).toEqual([
    { a: { port: { number: "$(PORT)" }, list: ["$(A)", "$(B:-b_ c)"], host: "x.$(DOMAIN)" } },
  ]);
});

/** Each as sigs.k8s.io/yaml 1.4 reads it. */
describe("what kubectl reads", () => {
  it.each([
    ["a: [apply, -f, -]\n", { a: ["apply", "-f", "-"] }],
    ["a: [-]\nb: [-, a]\n", { a: ["-"], b: ["-", "a"] }],
    ["a: {b: -, c: [-, -]}\n", { a: { b: "-", c: ["-", "-"] } }],
    ["a: &x [-, -,\n-]\n", { a: ["-", "-", "-"] }],
    ["a: {b: '?', c: \"d?\"}\nd: e?\n", { a: { b: "?", c: "d?" }, d: "e?" }],
    ["a: b\n  \t\nc: 1\n", { a: "b", c: 1 }],
    ["a: [1,\n\t\n2]\n", { a: [1, 2] }],
    ["a: |\n  b\n  \tc\n  \t\n", { a: "b\n\tc\n\t\n" }],
    // The reader of kubectl ends every line of a file.
    ["a: |\n  b", { a: "b\n" }],
    ["&x a: |\n  b", { a: "b\n" }],
  ])("is read: %j", (text, value) => {
    expect(parse(text).problems).toEqual([]);
    expect(values(text)).toEqual([value]);
  });
});

describe("the source of a Helm chart", () => {
  it.each([
    "a: 1\n{{- if .Values.x }}\nb: 1\n{{- end }}\n",
    "a: {{ .Values.x }}\nb: 2\n---\nc: {{ .Values.y }}\n",
    "a:\n  {{- toYaml .Values.x | nindent 2 }}\n",
    'a: "{{ default "x" .Values.y }}"\n',
    "# don't\n{{ if }}\na: it's\n{{ end }}\n",
  ])("is one problem and no documents: %j", (text) => {
    const { documents, problems } = parse(text);
    expect(documents).toEqual([]);
    expect(problems.map(({ kind, span }) => [kind, span.start])).toEqual([
      ["helm-template", text.indexOf("{{")],
    ]);
  });

  it.each([
    'a: "{{ $labels.pod }}"\n',
    "a: '{{workflow.name}}'\nb: pod-{{ x }}\n",
    "a: |\n  {{ define }}\n",
    "# {{ x }}\na: 1\n",
    'a: "\n{{ if }}"\nb: 1\n',
    "- a: '\n{{ it''s }}\n{{ end }}'\n",
    'a: "x \\" y\n{{ b }}"\nc: [ "\n{{ d }}"]\n',
  ])("is not %j", (text) => {
    const { documents, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(documents).toHaveLength(1);
  });

  it("does not hide a fault elsewhere", () => {
    expect(marks("a: |\n  {{ define }}\nb: [1\nc: 2\n")).toEqual(['syntax at "["']);
  });
});

describe("input meant to do harm is refused soon", () => {
  it.each([
    ["[".repeat(20_000)],
    ["[".repeat(5_000) + "]".repeat(5_000)],
    ["- ".repeat(20_000)],
    ["a: &a [x,x,x,x,x,x,x,x,x]\n" + bomb("abcdefgh")],
  ])("%#", (text) => {
    expect(parse(text).problems.map(({ kind }) => kind)).toEqual(["syntax"]);
  });

  it("as are a megabyte of one line and of open quotes", () => {
    expect(values(`a: ${"x".repeat(1_000_000)}`)).toHaveLength(1);
    expect(parse("a: 'x\n---\n".repeat(2_000)).problems.length).toBeGreaterThan(0);
  });
});

/** Each level holds the one before nine times. */
function bomb(names: string): string {
  const levels = names.split("").slice(1);
  return levels
    .map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => `*${names[index]}`).join()}]\n`,
    )
    .join("");
}
