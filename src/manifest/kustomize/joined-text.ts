import type { YamlNode } from "../../yaml/node.ts";
import { relocate } from "../../yaml/relocate.ts";
import type { SourceFile, Span } from "../../yaml/source.ts";

/**
 * Several files as one text, one behind the other, so that a tree can hold parts of all of them and every part still
 * knows where it is written. Files get their place when something of them is first used.
 */
export interface JoinedText {
  /** The joined text under another path, which knows where its stretches are written. Joined only where somebody reads it. */
  sourceAt(path: string): SourceFile;
  /** A tree of a file, with its places in the joined text. */
  take(source: SourceFile, node: YamlNode): YamlNode;
}

interface JoinedFile {
  readonly file: SourceFile;
  /** Where it begins in the joined text. */
  readonly from: number;
}

export function joinedText(): JoinedText {
  const starts = new Map<SourceFile, number>();
  const files: JoinedFile[] = [];
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

  function originOf(span: Span): Span {
    const found = fileAt(files, span.start);
    if (found === undefined) return span;
    const { file, from } = found;
    return { source: file, start: span.start - from, end: span.end - from };
  }

  return {
    sourceAt(path) {
      return {
        path,
        get text() {
          return join();
        },
        originOf,
      };
    },
    take(file, node) {
      const from = startOf(file);
      return relocate(node, (start, end) => ({ start: start + from, end: end + from }));
    },
  };
}

/** The last file that begins at or before `offset`. */
function fileAt(files: readonly JoinedFile[], offset: number): JoinedFile | undefined {
  let low = 0;
  let high = files.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((files[middle]?.from ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return files[low];
}
