/** A text for a headline: of a long one the beginning, so marked. */
export function shorten(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length - 3)}…` : text;
}

/** The limit for a sentence shown in full: only one that quotes a very long text exceeds it. */
export function bounded(sentence: string): string {
  return shorten(sentence, 600);
}
