import type { ScalarStyle } from "./node.ts";

const styles: ReadonlyMap<string, ScalarStyle> = new Map<string, ScalarStyle>([
  ["QUOTE_SINGLE", "single"],
  ["QUOTE_DOUBLE", "double"],
  ["BLOCK_LITERAL", "literal"],
  ["BLOCK_FOLDED", "folded"],
]);

/** Our word for the `yaml` package's name of a style. */
export function styleOf(type: string | null | undefined): ScalarStyle {
  return styles.get(type ?? "") ?? "plain";
}

/** An empty value has its place right behind the colon, dash or comma before it, spaces left out. */
export function placeOfNothing(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /[\s]/.test(text.charAt(at - 1))) at -= 1;
  return at;
}

/** The end of the last line of a block scalar that is not blank; of its header if all are. */
export function endOfBlock(text: string, start: number, end: number): number {
  const lines = text.slice(start, end);
  const lastInk = lines.trimEnd().length;
  const header = /^[|>][-+\d]*/.exec(lines)?.[0].length ?? 1;
  const feed = lines.indexOf("\n");
  if (feed === -1 || lastInk <= feed) return start + header;
  const lineEnd = lines.indexOf("\n", lastInk);
  const last = lineEnd === -1 ? lines.length : lineEnd;
  return start + (lines.charAt(last - 1) === "\r" ? last - 1 : last);
}

/**
 * The offset, in the written form of a double-quoted scalar, of an escape that go-yaml v2 refuses though
 * YAML 1.2 and JSON know it: `\/` and the halves of a surrogate pair. -1 if there is none.
 */
export function findRefusedEscape(written: string): number {
  for (let at = written.indexOf("\\"); at !== -1; at = written.indexOf("\\", at + 2)) {
    if (/^\\(?:\/|u[dD][89a-fA-F])/.test(written.slice(at, at + 4))) return at;
  }
  return -1;
}
