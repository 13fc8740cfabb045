import type { CST } from "yaml";
import {
  closeBrace,
  closeBracket,
  dash,
  isBlank,
  lineFeed,
  openBrace,
  openBracket,
  questionMark,
  space,
} from "./characters.ts";

/** Deeper than any manifest, and shallow enough for the `yaml` package and for every recursion over a tree. */
export const deepest = 500;

/** Brackets in texts need not match. */
const mostBrackets = 10_000;

/**
 * Whether a text is nested so deeply that the `yaml` package would run out of stack or memory before it has taken it
 * apart. Brackets count wherever they stand; a text with ten thousand of them open is no manifest.
 */
export function isNestedTooDeeply(text: string): boolean {
  let brackets = 0;
  let dashes = 0;
  let atLineStart = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) {
      atLineStart = true;
      dashes = 0;
      continue;
    }
    if (code === openBracket || code === openBrace) brackets += 1;
    else if (code === closeBracket || code === closeBrace) brackets = Math.max(0, brackets - 1);
    else if (atLineStart && (code === dash || code === questionMark)) {
      if (isBlank(text.charCodeAt(at + 1))) dashes += 1;
    } else if (code !== space) atLineStart = false;
    if (brackets > mostBrackets || dashes > deepest) return true;
  }
  return false;
}

/** The same of the tokens it is made of. Composing them recurses, this does not. */
export function areNestedTooDeeply(tokens: readonly CST.Token[]): boolean {
  const waiting = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return true;
    if (token.type === "document" && token.value) waiting.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    for (const { key, value } of token.items) {
      if (key) waiting.push({ token: key, depth: depth + 1 });
      if (value) waiting.push({ token: value, depth: depth + 1 });
    }
  }
  return false;
}
