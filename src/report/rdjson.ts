import type { Fix, Severity } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { editedText } from "./fix-diff.ts";
import { lineIndexes, type LineIndex } from "./line-index.ts";
import { messageLines } from "./message.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report } from "./report.ts";
import { atLeast } from "./thresholds.ts";

type IndexOf = (source: SourceFile) => LineIndex;

const severityNames: Record<Severity, string> = {
  error: "ERROR",
  warning: "WARNING",
  info: "INFO",
};

/** A DiagnosticResult of reviewdog (`proto/rdf/reviewdog.proto`). */
export function renderRdjson(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const content = {
    source: { name: "istio-grpc-lint" },
    diagnostics: atLeast(report, options.minSeverity).map((it) => diagnosticOf(it, indexOf)),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function diagnosticOf(diagnostic: Diagnostic, indexOf: IndexOf): object {
  const { span } = diagnostic.primary;
  const suggestion = diagnostic.fix && suggestionOf(diagnostic.fix, span.source, indexOf);
  const lines = messageLines(diagnostic, indexOf);
  const fixLine = diagnostic.fix && fixLineOf(diagnostic.fix);
  return {
    message: [...lines, ...(suggestion === undefined ? [] : [fixLine])].join("\n"),
    location: { path: span.source.path, range: rangeOf(span, indexOf) },
    severity: severityNames[diagnostic.severity],
    code: { value: diagnostic.ruleId, url: diagnostic.docsUrl },
    ...(suggestion === undefined ? {} : { suggestions: [suggestion] }),
  };
}

function fixLineOf({ title, safe }: Fix): string {
  return `fix: ${printable(title)} (${safe ? "safe" : "unsafe"})`;
}

/**
 * All edits as one, because several suggestions would be alternatives. A suggestion has no path of its own: what
 * changes other files cannot be said.
 */
function suggestionOf({ edits }: Fix, source: SourceFile, indexOf: IndexOf): object | undefined {
  if (edits.length === 0 || edits.some(({ span }) => span.source !== source)) return undefined;
  const ordered = edits.toSorted((left, right) => left.span.start - right.span.start);
  const start = ordered[0]?.span.start ?? 0;
  const end = ordered.reduce((last, { span }) => Math.max(last, span.end), start);
  return {
    range: rangeOf({ source, start, end }, indexOf),
    text: editedText(source.text, { start, end, edits: ordered }),
  };
}

function rangeOf({ source, start, end }: Span, indexOf: IndexOf): object {
  const index = indexOf(source);
  return { start: positionOf(start, source, index), end: positionOf(end, source, index) };
}

/** Reviewdog counts columns in bytes of UTF-8. */
function positionOf(offset: number, { text }: SourceFile, index: LineIndex): object {
  const { number, start } = index.lineAt(offset);
  return { line: number, column: utf8Length(text.slice(start, Math.max(start, offset))) + 1 };
}

function utf8Length(text: string): number {
  let length = 0;
  for (const sign of text) {
    const point = sign.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
