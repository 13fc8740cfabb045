/** A stretch of text in UTF-16 units, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

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
  for (let at = text.indexOf("{{"); at !== -1; at = text.indexOf("{{", at + 2)) {
    const lineStart = text.lastIndexOf("\n", at - 1) + 1;
    if (comment.test(text.slice(lineStart, at))) continue;
    if (!quoted.some(({ start, end }) => start <= at && at < end)) return true;
    const feed = text.indexOf("\n", at);
    const lineEnd = feed === -1 ? text.length : feed;
    if (errors.some((error) => error >= lineStart && error <= lineEnd)) return true;
  }
  return false;
}
