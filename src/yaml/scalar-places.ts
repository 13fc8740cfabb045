import { carriageReturn, isBlank } from "./characters.ts";
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

/** An empty value is located right after the colon, dash or comma before it, without spaces. */
export function placeOfNothing(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** The end of the last line of a block scalar that is not blank; of its header if all are. */
export function endOfBlock(text: string, start: number, end: number): number {
  const written = text.slice(start, end);
  const header = /^[|>][-+\d]*/.exec(written)?.[0].length ?? 1;
  let ink = written.length;
  while (ink > 0 && isBlank(written.charCodeAt(ink - 1))) ink -= 1;
  const feed = written.indexOf("\n");
  if (feed === -1 || ink <= feed) return start + header;
  const next = written.indexOf("\n", ink);
  const last = next === -1 ? written.length : next;
  return start + (written.charCodeAt(last - 1) === carriageReturn ? last - 1 : last);
}
