import * as fc from "fast-check";

/** Lines of YAML for a value, to be put at any depth: what follows a key or dash on its line, and below. */
interface Printed {
  readonly head: string;
  readonly lines: readonly string[];
}

const words = fc.constantFrom(
  ..."a b1 on yes 010 1e3 -0 ~ null true http://x/y 1.2.3 100m c#d f:g -x .5 0x1F é 😀 $(V) a,b x[0]".split(
    " ",
  ),
);
const plain = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "));
const key = fc.constantFrom(
  ..."a b1 name spec on 010 x/y a.b/c :path 'q' \"d q\" a-b _ é 1.5".split(/(?<!d) /),
);
const comment = fc.constantFrom("", "", "", " # note", "  #x");

const quoted = fc.string({ unit: fc.constantFrom(..."a 'é\"\\:#{}[],-".split("")), maxLength: 12 });
const single = quoted.map((text) => `'${text.replaceAll("'", "''")}'`);
const double = quoted.map((text) => JSON.stringify(text).replace("a", "\\u0061"));

function oneLine(text: string, note: string): Printed {
  return { head: ` ${text}${note}`, lines: [] };
}

const scalar: fc.Arbitrary<Printed> = fc
  .tuple(fc.oneof(plain, plain, single, double, fc.constant("")), comment)
  .map(([text, note]) => (text === "" ? { head: note, lines: [] } : oneLine(text, note)));

const longScalar: fc.Arbitrary<Printed> = fc
  .tuple(plain, fc.array(fc.oneof(plain, fc.constant("")), { maxLength: 3 }), fc.nat(2))
  .map(([first, more, quote]) => {
    const [open = ""] = ["", "'", '"'].slice(quote);
    const last = more.length - 1;
    const lines = more.map((line, index) => (index === last ? `${line}${open}` : line));
    return { head: ` ${open}${first}${more.length === 0 ? open : ""}`, lines };
  });

const blockLine = fc.oneof(
  plain,
  plain,
  fc.constantFrom("", "  deep", "# no comment", "- x: {", " "),
);
const blockScalar: fc.Arbitrary<Printed> = fc
  .tuple(
    fc.constantFrom("|", ">", "|-", ">-", "|+", ">+", "|2", ">2-"),
    comment,
    fc.array(blockLine, { maxLength: 5 }),
  )
  .map(([header, note, lines]) => ({ head: ` ${header}${note}`, lines }));

const { flow } = fc.letrec<{ flow: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom("a", "b c", "010", "on", "http://x", "1.2.3.4", "-x", "a#b"),
    single,
    double,
  ),
  flow: fc.oneof(
    { maxDepth: 3, depthIdentifier: "flow" },
    tie("leaf"),
    fc
      .tuple(fc.array(tie("flow"), { maxLength: 3 }), fc.constantFrom(", ", ",", ",\n    ", " , "))
      .map(([items, comma]) => `[${items.join(comma)}]`),
    fc
      .tuple(
        fc.uniqueArray(fc.tuple(fc.constantFrom("a", '"b"', "c d", "'e'"), tie("flow")), {
          selector: ([name]) => name,
          maxLength: 3,
        }),
        fc.constantFrom(": ", ":\n      ", " : "),
      )
      .map(
        ([entries, colon]) =>
          `{${entries.map(([name, value]) => name + colon + value).join(", ")}}`,
      ),
  ),
}));

const indented = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => (line.trim() === "" ? line : " ".repeat(by) + line));

const { node } = fc.letrec<{ node: Printed; map: Printed; list: Printed }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthIdentifier: "node", withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.oneof(longScalar, blockScalar) },
    { weight: 1, arbitrary: fc.tuple(flow, comment).map(([text, note]) => oneLine(text, note)) },
    { weight: 3, arbitrary: tie("map") },
    { weight: 3, arbitrary: tie("list") },
  ),
  map: fc
    .tuple(
      fc.uniqueArray(fc.tuple(key, tie("node"), fc.constantFrom(1, 2, 2, 4)), {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: 4,
      }),
      comment,
    )
    .map(([entries, note]) => ({
      head: note,
      lines: entries.flatMap(([name, value, by]) => [
        `${name}:${value.head}`,
        ...indented(value.lines, by),
      ]),
    })),
  list: fc
    .tuple(fc.array(tie("node"), { minLength: 1, maxLength: 3 }), fc.boolean(), comment)
    .map(([items, compact, note]) => ({
      head: note,
      lines: items.flatMap((item) => dashed(item, compact)),
    })),
}));

/** An item behind a dash: what has lines of its own may begin on the dash's. */
function dashed(item: Printed, compact: boolean): readonly string[] {
  const [first, ...rest] = item.lines;
  if (compact && item.head === "" && first !== undefined) {
    return [`- ${first}`, ...indented(rest, 2)];
  }
  return [`-${item.head}`, ...indented(item.lines, 2)];
}

/** A document in any of the styles that people write; now and then one that is not valid YAML. */
export const randomYaml: fc.Arbitrary<string> = fc
  .tuple(node, fc.constantFrom("\n", "\n", "\r\n"), fc.constantFrom("", "\n", "\n# end\n"))
  .map(([{ head, lines }, lineBreak, end]) =>
    [head.trim(), ...lines].join("\n").trimStart().concat(end).replaceAll("\n", lineBreak),
  );

/** A text with a few characters taken out, doubled or put in, as in a file that is being edited. */
export function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.nat(),
    fc.nat(2),
    fc.constantFrom(..."\n:-#'\"{}[],|>&*!? \t%@x".split("")),
  );
  return fc.tuple(text, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([original, edits]) => {
    let result = original;
    for (const [offset, removed, added] of edits) {
      const at = offset % (result.length + 1);
      result = result.slice(0, at) + added + result.slice(at + removed);
    }
    return result;
  });
}
