import type { ParsedNode } from "yaml";
import type { YamlNode, YamlProblem } from "./node.ts";
import type { SourceFile } from "./source.ts";

/** A composed document to convert, and where its text begins in the source. */
export interface ComposedText {
  readonly source: SourceFile;
  readonly base: number;
  readonly contents: ParsedNode | null;
}

/** The value of an anchor, and how many nodes kubectl decodes for it. */
export interface Anchored {
  /** Absent while the value is still being read: an alias to it has no end. */
  node?: YamlNode;
  size: number;
  /** How many levels it has below its own place. */
  height: number;
}

/** What is known while one document is converted. */
export interface Conversion {
  readonly source: SourceFile;
  readonly base: number;
  /** In JSON some escapes are right that go-yaml refuses. */
  readonly isJson: boolean;
  readonly anchors: Map<string, Anchored>;
  readonly problems: YamlProblem[];
  readonly convert: (conversion: Conversion, node: ParsedNode) => YamlNode;
  /** The keys that lead to what is being converted; lists add none. */
  readonly above: string[];
  depth: number;
  /** How many brackets and braces are open. */
  flows: number;
  /** How deep it went at most, through aliases too. */
  reached: number;
  /** Nodes that kubectl would decode, and how many of them through aliases. */
  decoded: number;
  aliased: number;
}

export function startConversion(
  { source, base }: ComposedText,
  convert: Conversion["convert"],
): Conversion {
  return {
    source,
    base,
    isJson: /^\s*\{/.test(source.text.slice(base, base + 1000)),
    anchors: new Map(),
    problems: [],
    convert,
    above: [],
    depth: 0,
    flows: 0,
    reached: 0,
    decoded: 0,
    aliased: 0,
  };
}

/** Notes a syntax problem at a node. */
export function refuse(conversion: Conversion, { range }: ParsedNode, message: string): void {
  const { source, base, problems } = conversion;
  const end = Math.min(base + Math.max(range[1], range[0] + 1), source.text.length);
  const span = { source, start: Math.min(base + range[0], end - 1), end };
  problems.push({ kind: "syntax", span, message });
}
