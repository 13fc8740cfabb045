/** A text for a headline: of a long one the beginning, so marked. */
export function shorten(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length - 3)}…` : text;
}

/** A sentence that is told in full, within reason: longer is only one that quotes a text without end. */
export function bounded(sentence: string): string {
  return shorten(sentence, 600);
}
