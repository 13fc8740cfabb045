import type { Diagnostic } from "../report/report.ts";
import type { Edit } from "../rule/finding.ts";
import type { SourceFile } from "../yaml/source.ts";

/** A comment that silences a finding, and where it goes. */
export interface Suppressing {
  readonly title: string;
  readonly edit: Edit;
}

/** For the entry that the finding is about, and for its whole file. JSON has no comments. */
export function suppressions({ ruleId, primary: { span } }: Diagnostic): readonly Suppressing[] {
  const { source, start } = span;
  if (/\.json$/i.test(source.path) || ruleId === "yaml-syntax") return [];
  const lineEnd = source.text.includes("\r\n") ? "\r\n" : "\n";
  const whole = insertion(source, topOf(source), [
    `# istio-grpc-lint: file-ignore[${ruleId}]`,
    lineEnd,
  ]);
  const inFile = { title: `Ignore \`${ruleId}\` in this file`, edit: whole };
  const line = lineStart(source.text, start);
  const indent = /^[ \t]*/.exec(source.text.slice(line, start))?.[0] ?? "";
  const comment = [`${indent}# istio-grpc-lint: ignore[${ruleId}]`, lineEnd];
  const here = { title: `Ignore \`${ruleId}\` here`, edit: insertion(source, line, comment) };
  return [here, inFile];
}

function insertion(source: SourceFile, at: number, text: readonly string[]): Edit {
  return { span: { source, start: at, end: at }, text: text.join("") };
}

/** Behind the byte order mark. */
function topOf({ text }: SourceFile): number {
  return text.startsWith("\uFEFF") ? 1 : 0;
}

function lineStart(text: string, offset: number): number {
  const before = text.slice(0, offset);
  const start = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  return start === 0 && text.startsWith("\uFEFF") ? 1 : start;
}
