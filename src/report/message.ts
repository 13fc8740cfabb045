import type { SourceFile, Span } from "../yaml/source.ts";
import type { LineIndex } from "./line-index.ts";
import { printable } from "./printable.ts";
import { shownPath } from "./shown-path.ts";
import type { Diagnostic } from "./report.ts";

/** A finding for formats that have one text a finding: headline, template, other places, note, help, each one line. */
export function messageLines(
  { headline, resource, related = [], note, help }: Diagnostic,
  indexOf: (source: SourceFile) => LineIndex,
): readonly string[] {
  return [
    headline,
    ...(resource?.origin === undefined ? [] : [`rendered from ${resource.origin}`]),
    ...related.map(({ span, text }) => `${placeOf(span, indexOf)}: ${text}`),
    `note: ${note}`,
    `help: ${help}`,
  ].map(printable);
}

function placeOf({ source, start }: Span, indexOf: (source: SourceFile) => LineIndex): string {
  const { line, column } = indexOf(source).positionAt(start);
  return `${shownPath(source.path)}:${line}:${column}`;
}
