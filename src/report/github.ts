import { severities, type Severity } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { lineIndexes, type LineIndex } from "./line-index.ts";
import { messageLines } from "./message.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report, RuleFailure } from "./report.ts";
import { tallyLines } from "./tally.ts";
import { atLeast } from "./thresholds.ts";

type IndexOf = (source: SourceFile) => LineIndex;

const commands: Record<Severity, string> = { error: "error", warning: "warning", info: "notice" };

/**
 * Workflow commands of GitHub Actions, which become annotations. GitHub shows ten of each kind a step, so what is
 * worse comes first.
 */
export function renderGithub(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const shown = atLeast(report, options.minSeverity).toSorted(
    (left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity),
  );
  return [
    ...report.failures.map(failureCommand),
    ...shown.map((diagnostic) => annotation(diagnostic, indexOf)),
    ...tallyLines(report, options),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function annotation(diagnostic: Diagnostic, indexOf: IndexOf): string {
  const { severity, ruleId, primary } = diagnostic;
  const message = messageLines(diagnostic, indexOf).join("\n");
  const properties = { ...rangeOf(primary.span, indexOf), title: `${severity}[${ruleId}]` };
  return command(commands[severity], properties, message);
}

function failureCommand({ ruleId, error }: RuleFailure): string {
  return command(
    "error",
    { title: `rule ${ruleId} stopped` },
    `internal error: ${printable(String(error))}`,
  );
}

/** GitHub accepts `endColumn` only if start and end line are the same. */
function rangeOf({ source, start, end }: Span, indexOf: IndexOf): Record<string, string | number> {
  const index = indexOf(source);
  const from = index.positionAt(start);
  const to = index.positionAt(end);
  const file = {
    file: printable(source.path),
    line: from.line,
    col: from.column,
    endLine: to.line,
  };
  return from.line === to.line ? { ...file, endColumn: to.column } : file;
}

function command(
  name: string,
  properties: Record<string, string | number>,
  message: string,
): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${property(String(value))}`,
  );
  return `::${name} ${list.join(",")}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
