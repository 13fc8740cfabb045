import type { YamlNode } from "../../yaml/node.ts";
import { relocate } from "../../yaml/relocate.ts";
import type { SourceFile, Span } from "../../yaml/source.ts";

/**
 * Several files as one text, one behind the other, so that a tree can hold parts of all of them and every part still
 * knows where it is written. Files get their place when something of them is first used.
 */
export interface JoinedText {
  /** The joined text under another path. Joined only where somebody reads it. */
  sourceAt(path: string): SourceFile;
  /** A tree of a file, with its places in the joined text. */
  take(source: SourceFile, node: YamlNode): YamlNode;
  /** Where a stretch of the joined text is written. */
  originOf(span: Span): Span;
}

export function joinedText(): JoinedText {
  const starts = new Map<SourceFile, number>();
  const files: { readonly file: SourceFile; readonly from: number }[] = [];
  const made = new Set<SourceFile>();
  let length = 0;
  let text = "";
  let joined = 0;

  function startOf(file: SourceFile): number {
    const known = starts.get(file);
    if (known !== undefined) return known;
    const from = length;
    starts.set(file, from);
    files.push({ file, from });
    length += file.text.length + 1;
    return from;
  }

  function join(): string {
    for (; joined < files.length; joined += 1) text += `${files[joined]?.file.text ?? ""}\n`;
    return text;
  }

  return {
    sourceAt(path) {
      const source = {
        path,
        get text() {
          return join();
        },
      };
      made.add(source);
      return source;
    },
    take(file, node) {
      const from = startOf(file);
      return relocate(node, (start, end) => ({ start: start + from, end: end + from }));
    },
    originOf(span) {
      if (!made.has(span.source)) return span;
      const found = files.findLast(({ from }) => from <= span.start);
      if (found === undefined) return span;
      const { file, from } = found;
      return { source: file, start: span.start - from, end: span.end - from };
    },
  };
}
