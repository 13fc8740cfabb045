import { withoutTrailing } from "../text/trim.ts";
import { fieldOf, type Field } from "./field.ts";
import { fullParse } from "./full-parse.ts";
import type { ScalarNode, YamlNode, YamlProblem } from "./node.ts";
import { parseYaml } from "./parse.ts";
import { relocate, type Relocation } from "./relocate.ts";
import type { SourceFile, Span } from "./source.ts";

/**
 * The documents of a YAML text that is itself a string in YAML, such as an inline patch. Their places are places in
 * the file around: exact in a literal block (`|`) and where the text is written as it is read, the whole string otherwise.
 * Nothing where the text is broken.
 */
export function embeddedDocuments(field: Field): readonly Field[] {
  return embeddedYaml(field).documents;
}

/** The documents of such a text, and what is wrong with it. */
export interface EmbeddedYaml {
  readonly documents: readonly Field[];
  readonly problem: YamlProblem | undefined;
}

export function embeddedYaml({ tree, record, source, node }: Field): EmbeddedYaml {
  tree.embedded ??= new Map();
  const found = tree.embedded.get(record) ?? read(source, node);
  tree.embedded.set(record, found);
  return found;
}

function read(source: SourceFile, node: YamlNode): EmbeddedYaml {
  if (node.kind !== "scalar" || typeof node.value !== "string")
    return { documents: [], problem: undefined };
  const text = { path: source.path, text: node.value };
  const { documents, problems } = parseYaml(
    text,
    () => true,
    () => fullParse,
  );
  const place = placesIn(source, node, node.value);
  const problem = problems.find(({ kind }) => kind !== "duplicate-key");
  if (problem) {
    const { start, end } = place(problem.span.start, problem.span.end);
    return { documents: [], problem: { ...problem, span: { source, start, end } } };
  }
  return {
    documents: documents.map(({ root }) => fieldOf(source, relocate(root.node, place))),
    problem: undefined,
  };
}

/** A string that holds another language, such as JSON, and where its parts are in the file around. */
export interface EmbeddedText {
  readonly text: string;
  readonly spanOf: (start: number, end: number) => Span;
}

/** The text of a string, with places in it as exact as those of documents. */
export function embeddedText({ source, node }: Field): EmbeddedText | undefined {
  if (node.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const place = placesIn(source, node, node.value);
  return {
    text: node.value,
    spanOf: (from, to) => {
      const { start, end } = place(from, to);
      return { source, start, end };
    },
  };
}

function placesIn(source: SourceFile, node: ScalarNode, value: string): Relocation {
  const lines = node.style === "literal" ? writtenLines(source.text, node.start, value) : undefined;
  const first = node.start + (node.style === "plain" ? 0 : 1);
  // In quotes without escapes, on one line.
  if (node.end - first <= value.length + 1 && source.text.startsWith(value, first))
    return (from, to) => ({ start: first + from, end: first + to });
  if (lines === undefined) return () => ({ start: node.start, end: node.end, shared: true });
  const move = (offset: number): number => {
    const line = lastAtOrBefore(lines, offset);
    return line.at + offset - line.from;
  };
  return (start, end) => ({ start: move(start), end: move(end) });
}

/** A line of a string: where it begins in the string, and where in the file. */
interface WrittenLine {
  readonly from: number;
  readonly at: number;
}

/** The lines of a literal block, in order; `undefined` where they are not written as they are read. */
function writtenLines(
  text: string,
  start: number,
  value: string,
): readonly [WrittenLine, ...WrittenLine[]] | undefined {
  const found: WrittenLine[] = [];
  let from = 0;
  let lineStart = text.indexOf("\n", start) + 1;
  if (lineStart === 0) return undefined;
  for (const line of withoutTrailing(value, "\n").split("\n")) {
    const feed = text.indexOf("\n", lineStart);
    const lineEnd = feed === -1 ? text.length : feed;
    const written = text.slice(lineStart, lineEnd).replace(/\r$/, "");
    const indent = written.length - line.length;
    if (line !== "" && written.slice(Math.max(indent, 0)) !== line) return undefined;
    found.push({ from, at: lineStart + (line === "" ? 0 : indent) });
    from += line.length + 1;
    lineStart = lineEnd + 1;
  }
  const [first, ...others] = found;
  return first && [first, ...others];
}

function lastAtOrBefore(
  lines: readonly [WrittenLine, ...WrittenLine[]],
  offset: number,
): WrittenLine {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle]?.from ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return lines[low] ?? lines[0];
}
