import type { Diagnostic } from "../report/report.ts";
import type { Label } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { editBetween } from "./edits.ts";

/** Findings of a text where they are in the one that it has become; those in what was edited are left out. */
export function movedTo(
  after: SourceFile,
  before: SourceFile,
  findings: readonly Diagnostic[],
): readonly Diagnostic[] {
  const { span: cut, text } = editBetween(before, after.text);
  const shift = text.length - (cut.end - cut.start);
  const moveSpan = (span: Span): Span | undefined => {
    if (span.source !== before) return span;
    const { start, end } = span;
    if (end <= cut.start) return { source: after, start, end };
    if (start < cut.end) return undefined;
    return { source: after, start: start + shift, end: end + shift };
  };
  const move = ({ span, text: label }: Label): readonly Label[] => {
    const moved = moveSpan(span);
    return moved ? [{ span: moved, text: label }] : [];
  };
  return findings.flatMap((found) => {
    const [primary] = move(found.primary);
    if (primary === undefined) return [];
    const { fix: _, related = [], ...rest } = found;
    return [{ ...rest, primary, related: related.flatMap(move) }];
  });
}
