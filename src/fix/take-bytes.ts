import type { Edit } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";

/** The bytes that fixes have taken, by source. */
export interface TakenBytes {
  /** Whether none of `edits` touches taken bytes; if so, they are taken from now on. */
  take(edits: readonly Edit[]): boolean;
}

/**
 * Two edits may not meet: the second was made for a text in which the first does not stand. Nothing but blanks and
 * comments between them is too little, for each may have counted on the other's entry to keep a map from being
 * empty. The edits of one fix are known to go together.
 */
export function takeBytes(): TakenBytes {
  const taken = new Map<SourceFile, readonly Edit[]>();
  const isFree = (edit: Edit): boolean =>
    (taken.get(edit.span.source) ?? []).every((other) => !meet(edit, other));
  return {
    take(edits) {
      if (!edits.every(isFree)) return false;
      for (const edit of edits) {
        const { source } = edit.span;
        taken.set(source, [...(taken.get(source) ?? []), edit]);
      }
      return true;
    },
  };
}

function meet({ span }: Edit, { span: other }: Edit): boolean {
  const [first, second] = span.start <= other.start ? [span, other] : [other, span];
  if (second.start <= first.end) return true;
  return isBlank(span.source.text, first.end, second.start);
}

/** Whether nothing but blanks and comments stands in a stretch of text. */
function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const character = text.charAt(at);
    if (character === "#") {
      const feed = text.indexOf("\n", at);
      if (feed === -1) return true;
      at = feed;
    } else if (!/\s/.test(character)) return false;
  }
  return true;
}
