import { doubleQuote, hash, singleQuote } from "./characters.ts";
import { endOfDoubleQuoted, endOfSingleQuoted } from "./quoted.ts";

const openers = new Set(["[", "{"]);
const closers = new Set(["]", "}"]);
const lineBreaks = /\r?\n/g;

/**
 * Puts the flow collection or quoted text that opens at `start` on one line, every character in its place:
 * line breaks become spaces, and so do comments. go-yaml allows its lines to begin left of their parent; the
 * `yaml` package does not. The text as it is where the collection never closes.
 */
export function flattenFlow(text: string, start: number): string {
  if (isQuote(text, start)) return flattenQuoted(text, start);
  let depth = 0;
  let flat = "";
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuote(text, at)) at = closingQuote(text, at);
    else if (text.charCodeAt(at) === hash && /\s/.test(text.charAt(at - 1))) {
      const feed = text.indexOf("\n", at);
      if (feed === -1) return text;
      flat += text.slice(from, at) + " ".repeat(feed - at);
      from = feed;
      at = feed - 1;
    } else if (openers.has(character)) depth += 1;
    else if (closers.has(character)) depth -= 1;
    if (depth > 0) continue;
    flat = onOneLine(flat + text.slice(from, at));
    return text.slice(0, start) + flat + text.slice(at);
  }
  return text;
}

function flattenQuoted(text: string, start: number): string {
  const end = closingQuote(text, start);
  return text.slice(0, start) + onOneLine(text.slice(start, end)) + text.slice(end);
}

function onOneLine(text: string): string {
  return text.replaceAll(lineBreaks, (found) => " ".repeat(found.length));
}

/** A quote opens a scalar only where a token can begin. */
function isQuote(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code === doubleQuote || code === singleQuote) && /[\s,:[{]/.test(text.charAt(at - 1));
}

/** The offset of the quote that closes the one at `start`; of the text's end if none does. */
function closingQuote(text: string, start: number): number {
  const isDouble = text.charCodeAt(start) === doubleQuote;
  const close = (isDouble ? endOfDoubleQuoted : endOfSingleQuoted)(text, start + 1);
  return close === -1 ? text.length : close;
}
