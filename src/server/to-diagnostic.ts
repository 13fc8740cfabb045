import {
  DiagnosticSeverity,
  DiagnosticTag,
  type DiagnosticRelatedInformation,
} from "vscode-languageserver";
import type { Diagnostic as Shown } from "vscode-languageserver";
import type { Diagnostic } from "../report/report.ts";
import type { Severity } from "../rule/finding.ts";
import type { PositionFinder } from "./positions.ts";

export const toolName = "istio-grpc-lint";

const levels: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

export interface Surroundings {
  readonly positions: PositionFinder;
  /** The URI of a path of a report. */
  readonly uriOf: (path: string) => string;
}

/** A finding as a client shows it: what is wrong, what comes of it, what to do, and the other places. */
export function toDiagnostic(found: Diagnostic, { positions, uriOf }: Surroundings): Shown {
  const { primary, related = [], ruleId } = found;
  const tags = tagsOf(found);
  const other = related.map(({ span, text }): DiagnosticRelatedInformation => ({
    location: { uri: uriOf(span.source.path), range: positions.rangeOf(span) },
    message: text,
  }));
  return {
    range: positions.rangeOf(primary.span),
    severity: levels[found.severity],
    code: ruleId,
    codeDescription: { href: found.docsUrl },
    source: toolName,
    message: [found.headline, found.note, `help: ${found.help}`].join("\n"),
    ...(tags.length > 0 && { tags }),
    ...(other.length > 0 && { relatedInformation: other }),
    data: { fingerprint: found.fingerprint },
  };
}

/** Rules whose findings are about something that has no effect as long as it stays where it is. */
const idle = /(?:^|-)(?:unused|unreachable|shadowed|redundant|ignored|never)(?:-|$)/;
const outdated = /(?:^|-)(?:deprecated|retired)(?:-|$)/;

function tagsOf({ ruleId, severity }: Diagnostic): DiagnosticTag[] {
  // Editors show what has no effect in a faint colour, in which nobody sees an error.
  if (severity !== "error" && idle.test(ruleId)) return [DiagnosticTag.Unnecessary];
  return outdated.test(ruleId) ? [DiagnosticTag.Deprecated] : [];
}
