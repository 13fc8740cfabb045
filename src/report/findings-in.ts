import type { Field } from "../yaml/field.ts";
import { writtenSpan, type SourceFile } from "../yaml/source.ts";
import type { Diagnostic } from "./report.ts";

/**
 * The findings in an object: those within its text. What an overlay builds is written in several files: then those that are in
 * one of these, and about that object.
 */
export function findingsIn(root: Field, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const { source, start, end } = root.span;
  if (source.originOf === undefined) {
    return diagnostics.filter(
      ({ primary: { span } }) => span.source === source && start <= span.start && span.start < end,
    );
  }
  const files = new Set(sourcesOf(root));
  const kind = root.get("kind")?.text;
  const metadata = root.get("metadata");
  return diagnostics.filter(
    ({ resource, primary: { span } }) =>
      files.has(span.source) &&
      resource?.kind === kind &&
      resource?.name === metadata?.get("name")?.text,
  );
}

function sourcesOf(field: Field): readonly SourceFile[] {
  const below = [...field.entries(), ...field.items()];
  return [writtenSpan(field.span).source, ...below.flatMap(sourcesOf)];
}
