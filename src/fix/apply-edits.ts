import type { Edit } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";

/** `text` with all `edits` made; of two that overlap, the first in the text wins. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let done = 0;
  for (const { span, text: replacement } of inOrder(edits)) {
    if (span.start < done) continue;
    result += text.slice(done, span.start) + replacement;
    done = span.end;
  }
  return result + text.slice(done);
}

/** `sources` with all `edits` made; those without an edit are the objects given. */
export function editSources(
  sources: readonly SourceFile[],
  edits: readonly Edit[],
): readonly SourceFile[] {
  const bySource = editsBySource(edits);
  return sources.map((source) => {
    const own = bySource.get(source);
    return own ? { ...source, text: applyEdits(source.text, own) } : source;
  });
}

/** The offset of a character after `edits` are applied. */
export function offsetAfter(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const { span, text } of inOrder(edits)) {
    if (span.start > offset) break;
    // What is written in the place of a token begins where the token began.
    if (span.end > offset) return span.start + shift;
    shift += text.length - (span.end - span.start);
  }
  return offset + shift;
}

export function editsBySource(edits: readonly Edit[]): ReadonlyMap<SourceFile, readonly Edit[]> {
  const bySource = new Map<SourceFile, Edit[]>();
  for (const edit of edits) {
    const known = bySource.get(edit.span.source);
    if (known) known.push(edit);
    else bySource.set(edit.span.source, [edit]);
  }
  return bySource;
}

function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return edits.toSorted((a, b) => a.span.start - b.span.start);
}
