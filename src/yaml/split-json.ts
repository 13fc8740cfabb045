import type { Chunk } from "./split-documents.ts";

const backslash = 0x5c;
const doubleQuote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Concatenated objects are separate documents, as in a JSON stream. Text that is not
 * plainly such a stream stays whole.
 */
export function splitJson(text: string, start: number, end: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let from = start;
  while (from < end) {
    const open = skipSpace(text, from, end);
    if (open === end) break;
    const close = text.charCodeAt(open) === openBrace ? endOfObject(text, open, end) : undefined;
    if (close === undefined) return [{ start, end }];
    chunks.push({ start: from, end: close });
    from = close;
  }
  return chunks;
}

function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

/** The offset after the brace that closes the one at `start`. */
function endOfObject(text: string, start: number, end: number): number | undefined {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === doubleQuote) {
      at = endOfString(text, at, end);
    } else if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** The offset of the closing quote. */
function endOfString(text: string, start: number, end: number): number {
  let at = start + 1;
  while (at < end && text.charCodeAt(at) !== doubleQuote) {
    at += text.charCodeAt(at) === backslash ? 2 : 1;
  }
  return at;
}
