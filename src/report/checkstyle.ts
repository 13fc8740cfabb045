import type { SourceFile } from "../yaml/source.ts";
import { lineIndexes, type LineIndex } from "./line-index.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { messageLines } from "./message.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report, RuleFailure } from "./report.ts";
import { atLeast } from "./thresholds.ts";
import { bySource } from "./by-source.ts";

type IndexOf = (source: SourceFile) => LineIndex;

/** The XML report of Checkstyle, which many servers and editors read. Rules that stopped are exceptions. */
export function renderCheckstyle(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const files = bySource(atLeast(report, options.minSeverity));
  const document = markupLines([
    markup`<?xml version="1.0" encoding="UTF-8"?>`,
    markup`<checkstyle version="10.0">`,
    ...files.map(({ path, diagnostics }) => fileOf(path, diagnostics, indexOf)),
    ...report.failures.map(failureOf),
    markup`</checkstyle>`,
  ]);
  return `${document.markup}\n`;
}

function fileOf(path: string, diagnostics: readonly Diagnostic[], indexOf: IndexOf): Markup {
  return markupLines([
    markup`  <file name="${path}">`,
    ...diagnostics.map((diagnostic) => errorOf(diagnostic, indexOf)),
    markup`  </file>`,
  ]);
}

function errorOf(diagnostic: Diagnostic, indexOf: IndexOf): Markup {
  const { severity, topic, ruleId, primary } = diagnostic;
  const { line, column } = indexOf(primary.span.source).positionAt(primary.span.start);
  const message = messageLines(diagnostic, indexOf).join("\n");
  const source = `istio-grpc-lint.${topic}.${ruleId}`;
  return markup`    <error line="${line}" column="${column}" severity="${severity}" message="${message}" source="${source}"/>`;
}

function failureOf({ ruleId, error }: RuleFailure): Markup {
  const text = `rule ${ruleId} stopped: ${printable(String(error))}`;
  return markup`  <file name="istio-grpc-lint"><exception>${text}</exception></file>`;
}
