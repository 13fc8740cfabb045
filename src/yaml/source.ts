/** One input text as it was read, with the path it is reported under (relative, with `/`). */
export interface SourceFile {
  readonly path: string;
  /** The whole text, byte order mark and line ends included, so that offsets and edits are exact. */
  readonly text: string;
  /** The absolute path, with `/`, of the folder that `path` is relative to; needed where paths lead out of it and back. */
  readonly workingFolder?: string;
  /** Of a text that is put together from others: where a stretch of it is written. */
  readonly originOf?: (span: Span) => Span;
}

/** Where a stretch is written, in a file that somebody can open. */
export function writtenSpan(span: Span): Span {
  return span.source.originOf?.(span) ?? span;
}

/** A stretch of a source in UTF-16 code units, `end` exclusive. Lines exist only in renderers. */
export interface Span {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A value together with the place it was written at. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}
