/**
 * One line that a terminal shows as it stands: manifests are other people's text, and control characters or
 * reversed writing direction in them could hide or forge output. Lines are joined by a blank.
 */
export function printable(text: string): string {
  return text
    .replaceAll(/\s*[\r\n]+\s*/g, " ")
    .replaceAll("\t", " ")
    .replaceAll(unprintable, "\uFFFD");
}

/** Controls, and the marks that embed, override or isolate a writing direction. */
export const unprintable = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
