import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Edit } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { Surroundings } from "./to-diagnostic.ts";

/** Edits of sources as a client makes them; by file, in the order of the text. */
export function toWorkspaceEdit(
  edits: readonly Edit[],
  { positions, uriOf }: Surroundings,
): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, text } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    const uri = uriOf(span.source.path);
    (changes[uri] ??= []).push({ range: positions.rangeOf(span), newText: text });
  }
  return { changes };
}

/** What turns one text into another: the stretch between what both begin and end with. */
export function editBetween(before: SourceFile, after: string): Edit {
  const { text } = before;
  const most = Math.min(text.length, after.length);
  let start = 0;
  while (start < most && text[start] === after[start]) start += 1;
  let same = 0;
  while (same < most - start && text.at(-1 - same) === after.at(-1 - same)) same += 1;
  const span = { source: before, start, end: text.length - same };
  return { span, text: after.slice(start, after.length - same) };
}
