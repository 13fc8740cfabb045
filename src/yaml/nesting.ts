import {
  closeBrace,
  closeBracket,
  dash,
  lineFeed,
  openBrace,
  openBracket,
  questionMark,
  space,
} from "./characters.ts";

/** Where go-yaml gives up. */
const deepest = 10_000;

/**
 * Whether a text may be nested so deeply that the `yaml` package would run out of stack or memory. Brackets
 * count wherever they stand, so this is never too low; a text with ten thousand of them open is no manifest.
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
    else if (atLineStart && (code === dash || code === questionMark)) dashes += 1;
    else if (code !== space) atLineStart = false;
    if (brackets > deepest || dashes > deepest) return true;
  }
  return false;
}
