import { lineIndex } from "../report/line-index.ts";
import type { Report } from "../report/report.ts";
import { printable } from "../report/printable.ts";
import { shownPath } from "../report/shown-path.ts";
import { errorText } from "./errors.ts";

/** Complaints about documents that are not YAML: what is made of the others lacks them. */
export function unreadableDocuments({ diagnostics }: Report): readonly string[] {
  return diagnostics
    .filter(({ ruleId, severity }) => ruleId === "yaml-syntax" && severity === "error")
    .map(({ headline, help, primary: { span } }) => {
      const { line, column } = lineIndex(span.source).positionAt(span.start);
      const place = `${shownPath(span.source.path)}:${line}:${column}`;
      return errorText(`${place} cannot be read: ${printable(headline)}`, [printable(help)]);
    });
}
