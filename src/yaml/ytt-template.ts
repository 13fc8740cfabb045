import type { Range } from "./ranges.ts";

/** Code (`#@ load(…)`, `#@ if …`) or an annotation (`#@overlay/match …`) of ytt, which is a comment to YAML. */
const code =
  /(?<=^|[ \t])#@(?:[ \t]|(?:assert|data|library|overlay|schema|template|yaml)\/)[^\n\r]*/;

/** The rest of a line that has a block of text below it. */
const textBelow = /(?:^|[ \t])[|>][-+\d]*[ \t]*(?:[ \t]#.*)?$/;

/**
 * The first code of ytt in a text, which makes all of it a template: values stand in comments, and blocks are kept or
 * repeated by what `#@` lines say. What stands in a text, such as a script of a ConfigMap, is a part of that.
 */
export function findYttCode(text: string): Range | undefined {
  if (!text.includes("#@")) return undefined;
  let start = 0;
  // The column that a block of text lies behind.
  let edge = Infinity;
  for (const line of text.split("\n")) {
    const column = line.search(/[^ \r]/);
    if (column !== -1 && column <= edge) {
      edge = Infinity;
      const found = codeIn(line);
      if (found) return { start: start + found.start, end: start + found.end };
      if (textBelow.test(line.trimEnd())) edge = keyColumn(line);
    }
    start += line.length + 1;
  }
  return undefined;
}

function codeIn(line: string): Range | undefined {
  const found = code.exec(line);
  if (!found || isWithin(line.slice(0, found.index))) return undefined;
  return { start: found.index, end: found.index + found[0].trimEnd().length };
}

/** Whether what follows is still a comment, or a string in quotes. */
function isWithin(before: string): boolean {
  if (/(?:^|[ \t])#/.test(before)) return true;
  return /(?:^|[:[{,-][ \t]*)(?:"(?:[^"\\]|\\.)*|'[^']*)$/.test(before);
}

/** Where the key or item of a line begins: `- - key: |`. */
function keyColumn(line: string): number {
  const [before = ""] = /^[ ]*(?:-[ ]+)*/.exec(line) ?? [];
  const isItem = /^[|>]/.test(line.slice(before.length));
  return isItem ? before.lastIndexOf("-") : before.length;
}
