/**
 * One line that a terminal shows as it stands: manifests are other people's text, and control characters, invisible
 * ones or reversed writing direction in them could hide or forge output. Lines are joined by a blank.
 */
export function printable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return joinLines(text).replaceAll("\t", " ").replaceAll(unprintable, "\uFFFD");
}

function joinLines(text: string): string {
  const [first = "", ...others] = text.split(/[\r\n]/);
  const last = others.pop();
  if (last === undefined) return first;
  const between = others.map((line) => line.trim()).filter((line) => line !== "");
  return [first.trimEnd(), ...between, last.trimStart()].join(" ");
}

/**
 * Controls, line and paragraph separators, and format characters: marks of writing direction, zero width spaces, tags.
 * A joiner between two emoji is part of one sign.
 */
export const unprintable =
  /[\p{Cc}\p{Zl}\p{Zp}]|(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D\p{Extended_Pictographic})\p{Cf}/gu;
