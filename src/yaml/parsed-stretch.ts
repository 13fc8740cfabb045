import type { YamlNode, YamlProblem } from "./node.ts";
import type { SourceFile } from "./source.ts";

/** One document: its tree (none if it holds nothing, or null, or cannot be read) and what is wrong with it. */
export interface ParsedStretch {
  readonly root?: YamlNode;
  readonly problems: readonly YamlProblem[];
}

/** Parses one document, from `start` to `end` in the source. */
export type FullParser = (source: SourceFile, start: number, end: number) => ParsedStretch;
