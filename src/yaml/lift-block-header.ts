interface At {
  readonly start: number;
}

/**
 * Puts the header of the first faulty block scalar (`|-`) on the line of its key, every character in its place:
 * go-yaml allows it below the key at the same indentation; the `yaml` package does not. The text as it is where no
 * such header is at fault.
 */
export function liftBlockHeader(text: string, faults: readonly At[]): string {
  for (const { start } of faults) {
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    if (lineStart === 0 || !isHeader(text, start)) continue;
    const above = text.lastIndexOf("\n", lineStart - 2) + 1;
    const line = text.slice(above, lineStart - 1);
    if (!line.trimEnd().endsWith(":") || keyColumn(line) !== start - lineStart) continue;
    const end = above + line.trimEnd().length;
    return text.slice(0, end) + " ".repeat(lineStart - end) + text.slice(lineStart);
  }
  return text;
}

const header = /[|>][-+0-9]*[ \t]*(?:#.*)?\r?(?:\n|$)/y;

function isHeader(text: string, start: number): boolean {
  header.lastIndex = start;
  return header.test(text);
}

/** The offset of the first key of a line, after the dashes of its lists. */
function keyColumn(line: string): number {
  return /^(?:- |[ ])*/.exec(line)?.[0].length ?? 0;
}
