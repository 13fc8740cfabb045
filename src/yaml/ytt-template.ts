import type { Range } from "./ranges.ts";

/** Code (`#@ load(…)`, `#@ if …`) or an annotation (`#@overlay/match …`) of ytt, which is a comment to YAML. */
const code =
  /(?<=^|[ \t])#@(?:[ \t]|(?:assert|data|library|overlay|schema|template|yaml)\/)[^\n\r]*/m;

/**
 * The first code of ytt in a text, which makes all of it a template: values stand in comments, and blocks are kept or
 * repeated by what `#@` lines say.
 */
export function findYttCode(text: string): Range | undefined {
  if (!text.includes("#@")) return undefined;
  const found = code.exec(text);
  if (!found) return undefined;
  return { start: found.index, end: found.index + found[0].trimEnd().length };
}
