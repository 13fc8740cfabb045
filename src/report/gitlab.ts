import type { Severity } from "../rule/finding.ts";
import { lineIndexes } from "./line-index.ts";
import { messageLines } from "./message.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Report } from "./report.ts";
import { atLeast } from "./thresholds.ts";

/** GitLab's own five are `info`, `minor`, `major`, `critical` and `blocker`. */
const severityNames: Record<Severity, string> = {
  error: "critical",
  warning: "major",
  info: "info",
};

/**
 * A Code Quality report of GitLab, the subset of Code Climate's format that its merge request widget reads. It
 * compares branches by `fingerprint`, which therefore holds no line numbers.
 */
export function renderGitlab(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const entries = atLeast(report, options.minSeverity).map((diagnostic) => {
    const { source, start, end } = diagnostic.primary.span;
    const index = indexOf(source);
    return {
      type: "issue",
      check_name: diagnostic.ruleId,
      description: printable(diagnostic.headline),
      content: { body: messageLines(diagnostic, indexOf).join("\n\n") },
      categories: ["Bug Risk"],
      severity: severityNames[diagnostic.severity],
      fingerprint: diagnostic.fingerprint,
      location: {
        path: source.path,
        lines: { begin: index.positionAt(start).line, end: index.positionAt(end).line },
      },
    };
  });
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}
