import { isWithin, type Range } from "./ranges.ts";

const templateLine = /^\{\{/m;
const comment = /(?:^|\s)#/;

/** The first `{{ … }}` of a text; only the opening braces if they are never closed. */
export function findTemplateAction(text: string): Range | undefined {
  const start = text.indexOf("{{");
  if (start === -1) return undefined;
  const close = text.indexOf("}}", start);
  return { start, end: close === -1 ? start + 2 : close + 2 };
}

/**
 * Whether a line begins with `{{` at column 0 outside quotes, where it is not valid YAML: the text is the source of a chart.
 * What only may be quoted, as far as a quick look tells, is left to the parser.
 */
export function hasTemplateLine(text: string): boolean {
  if (!text.includes("{{") || !templateLine.test(text)) return false;
  let quote = "";
  let from = 0;
  for (let at = nextTemplateLine(text, 0); at !== -1; at = nextTemplateLine(text, at + 2)) {
    quote = quoteAt(text, from, at, quote);
    if (quote === "") return true;
    from = at;
  }
  return false;
}

function nextTemplateLine(text: string, from: number): number {
  if (from === 0 && text.startsWith("{{")) return 0;
  const feed = text.indexOf("\n{{", Math.max(from - 1, 0));
  return feed === -1 ? -1 : feed + 1;
}

/** The quotes that are open at `end`, if `quote` are at `start`: they open where a value or key may begin. */
export function quoteAt(text: string, start: number, end: number, quote: string): string {
  let open = quote;
  let mayOpen = true;
  for (let at = start; at < end; at += 1) {
    const character = text.charAt(at);
    if (open !== "") {
      if (character === "\\" && open === '"') at += 1;
      else if (character === open) open = "";
    } else if (character === '"' || character === "'") {
      if (mayOpen) open = character;
      mayOpen = false;
    } else if (character !== " " && character !== "\t") mayOpen = opensValue.has(character);
  }
  return open;
}

const opensValue: ReadonlySet<string> = new Set(["\n", ":", ",", "[", "{", "?", "-"]);

/**
 * Whether template actions are why a text is not valid YAML: one stands outside `quoted` (the quoted and block
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
