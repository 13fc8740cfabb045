import type { SourceFile } from "../yaml/source.ts";

/** Whether a file of this name holds shell commands: a script, a Makefile, or prose with examples. */
export function isScript(path: string): boolean {
  return /\.(?:bash|md|mk|sh)$|(?:^|[/\\])(?:GNU)?[Mm]akefile$/.test(path);
}

/** A stretch of a text that a shell reads. */
export interface ScriptPart {
  readonly start: number;
  readonly end: number;
}

/** All of a script; the recipes of a Makefile; the blocks of a page that say they are for a shell. */
export function scriptParts({ path, text }: SourceFile): readonly ScriptPart[] {
  if (path.endsWith(".md")) return blocksOf(text);
  if (/\.mk$|akefile$/.test(path)) return recipesOf(text);
  return [{ start: 0, end: text.length }];
}

function blocksOf(text: string): readonly ScriptPart[] {
  const found: ScriptPart[] = [];
  const fence =
    /^[ >]*(```+|~~~+)[ \t]*(?:bash|console|sh|shell|shell-session|zsh)\b.*\n([\s\S]*?)^[ >]*\1/gm;
  for (const match of text.matchAll(fence)) {
    const [whole, , inside = ""] = match;
    const start = match.index + whole.indexOf("\n") + 1;
    found.push({ start, end: start + inside.length });
  }
  return found;
}

/** Lines that start with a tab, with their continuation lines. */
function recipesOf(text: string): readonly ScriptPart[] {
  return [...text.matchAll(/^\t[@+-]*((?:.*\\\n)*.*)$/gm)].map((match) => {
    const [whole, recipe = ""] = match;
    const end = match.index + whole.length;
    return { start: end - recipe.length, end };
  });
}
