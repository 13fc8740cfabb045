import { isWithin, type Range } from "./ranges.ts";

const templateLine = /^\{\{/m;
const comment = /(?:^|\s)#/;

/** The first `{{ … }}` of a text; the opening braces alone where nothing closes them. */
export function findTemplateAction(text: string): Range | undefined {
  const start = text.indexOf("{{");
  if (start === -1) return undefined;
  const close = text.indexOf("}}", start);
  return { start, end: close === -1 ? start + 2 : close + 2 };
}

/** A line that begins with `{{` at column 0 is no YAML in any place: the text is the source of a chart. */
export function hasTemplateLine(text: string): boolean {
  return text.includes("{{") && templateLine.test(text);
}

/**
 * Whether template actions are why a text is no YAML: one stands outside of `quoted` (the quoted and block
 * scalars) and comments, or one stands on the line of an error, as in `"{{ default "x" .y }}"`.
 */
export function isTemplate(
  text: string,
  errors: readonly number[],
  quoted: readonly Range[],
): boolean {
  const broken = new Set(errors.map((error) => lineStartOf(text, error)));
  let lineStart = 0;
  let isComment = false;
  let from = 0;
  for (let at = text.indexOf("{{"); at !== -1; at = text.indexOf("{{", at + 2)) {
    const before = text.slice(from, at);
    const feed = before.lastIndexOf("\n");
    if (feed !== -1) lineStart = from + feed + 1;
    isComment = comment.test(before.slice(feed + 1)) || (isComment && feed === -1);
    from = at;
    if (isComment) continue;
    if (!isWithin(quoted, at) || broken.has(lineStart)) return true;
  }
  return false;
}

function lineStartOf(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}
