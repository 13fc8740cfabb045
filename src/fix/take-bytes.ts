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
  const taken = new Map<SourceFile, Stretch[]>();
  const isFree = ({ span }: Edit): boolean => {
    const stretches = taken.get(span.source) ?? [];
    const next = firstBehind(stretches, span.start);
    // What is farther off lies behind these.
    return [stretches[next - 1], stretches[next]].every(
      (other) => other === undefined || !meet(span.source.text, span, other),
    );
  };
  return {
    take(edits) {
      if (!edits.every(isFree)) return false;
      for (const { span } of edits) {
        const stretches = taken.get(span.source) ?? [];
        taken.set(span.source, stretches);
        insert(stretches, span);
      }
      return true;
    },
  };
}

/** Those of a source are in their order, and have no byte in common. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The index of the first one that starts after an offset. */
function firstBehind(stretches: readonly Stretch[], offset: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Edits of one fix may touch one another: they are one stretch then. */
function insert(stretches: Stretch[], { start, end }: Stretch): void {
  let first = firstBehind(stretches, start);
  const before = stretches[first - 1];
  if (before && before.end >= start) first -= 1;
  let last = first;
  let whole = { start, end };
  for (let next = stretches[last]; next && next.start <= whole.end; next = stretches[last]) {
    whole = { start: Math.min(whole.start, next.start), end: Math.max(whole.end, next.end) };
    last += 1;
  }
  stretches.splice(first, last - first, whole);
}

function meet(text: string, span: Stretch, other: Stretch): boolean {
  const [first, second] = span.start <= other.start ? [span, other] : [other, span];
  return second.start <= first.end || isBlank(text, first.end, second.start);
}

/** Whether a range of text contains only blanks and comments. */
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
