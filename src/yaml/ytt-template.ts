import { quoteAt } from "./helm-template.ts";
import type { Range } from "./ranges.ts";

/** Code (`#@ load(…)`, `#@ if …`) or an annotation (`#@overlay/match …`) of ytt, which is a comment to YAML. */
const code =
  /(?<=^|[ \t])#@(?:[ \t]|(?:assert|data|library|overlay|schema|template|yaml)\/)[^\n\r]*/;

/** The last word of a line that has a block of text below it. */
const textBelow = /^[|>][-+\d]{0,2}$/;

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
      if (textBelow.test(lastWord(line))) edge = keyColumn(line);
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
  return /(?:^|[ \t])#/.test(before) || quoteAt(before, 0, before.length, "") !== "";
}

/** Without the comment behind it. */
function lastWord(line: string): string {
  const [value = ""] = line.split(/[ \t]#/, 1);
  return value.trimEnd().split(/[ \t]/).at(-1) ?? "";
}

/** Where the key or item of a line begins: `- - key: |`. */
function keyColumn(line: string): number {
  const [before = ""] = /^[ ]*(?:-[ ]+)*/.exec(line) ?? [];
  const isItem = /^[|>]/.test(line.slice(before.length));
  return isItem ? before.lastIndexOf("-") : before.length;
}
