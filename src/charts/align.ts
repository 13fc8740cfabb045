/** A line of a text, without its end. */
export interface TextLine {
  readonly start: number;
  readonly text: string;
}

export function linesOf(text: string): readonly TextLine[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const at = start;
    start += line.length + 1;
    return { start: at, text: line.replace(/\r$/, "") };
  });
}

/** How many lines before and after speak for a place. */
const reach = 12;

/**
 * The line of a template that a rendered line comes from: one with the same words or the same key, and of these the one whose
 * neighbours have most keys in common. `undefined` where no line of the template looks like it.
 */
export function templateLineOf(
  rendered: readonly TextLine[],
  index: number,
  template: readonly TextLine[],
): number | undefined {
  const line = rendered[index]?.text ?? "";
  const candidates = template.flatMap(({ text }, at) => (isLike(text, line) ? [at] : []));
  const scored = candidates.map((at) => ({
    at,
    score: neighbours(rendered, index, template, at) + (sameText(template[at]?.text, line) ? 3 : 0),
  }));
  return scored.toSorted((one, other) => other.score - one.score)[0]?.at;
}

function sameText(template: string | undefined, rendered: string): boolean {
  return template !== undefined && template.trim() === rendered.trim();
}

function isLike(template: string, rendered: string): boolean {
  if (rendered.trim() === "") return false;
  if (sameText(template, rendered)) return true;
  const key = keyOf(rendered);
  return key !== undefined && keyOf(template) === key;
}

/** `port` of `  - port: {{ .Values.port }}`; the text itself of an item without a key. */
function keyOf(line: string): string | undefined {
  const text = line.trimStart();
  const entry = text.startsWith("- ") ? text.slice(2).trimStart() : text;
  const key = /^["']?([\w./-]+)["']?:(?:\s|$)/.exec(entry)?.[1];
  if (key !== undefined) return key;
  return entry === text || entry.includes("{{") ? undefined : "-";
}

function neighbours(
  rendered: readonly TextLine[],
  index: number,
  template: readonly TextLine[],
  at: number,
): number {
  const before = shared(
    rendered.slice(Math.max(0, index - reach), index).toReversed(),
    template.slice(Math.max(0, at - 2 * reach), at).toReversed(),
  );
  const after = shared(
    rendered.slice(index + 1, index + 1 + reach / 2),
    template.slice(at + 1, at + 1 + reach),
  );
  return before + after;
}

/** Keys in common, those close by counting more; in order, as what a template writes is. */
function shared(rendered: readonly TextLine[], template: readonly TextLine[]): number {
  let from = 0;
  let score = 0;
  for (const [distance, { text }] of rendered.entries()) {
    const key = keyOf(text) ?? text.trim();
    const found = template.findIndex(
      (line, at) => at >= from && (keyOf(line.text) ?? line.text.trim()) === key,
    );
    if (found < 0) continue;
    score += 1 / (1 + distance / 4);
    from = found + 1;
  }
  return score;
}
