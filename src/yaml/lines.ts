/** The offset of the line feed that ends a line, or of the document's end. */
export function lineEnd(text: string, at: number, end: number): number {
  const feed = text.indexOf("\n", at);
  return feed === -1 || feed > end ? end : feed;
}
