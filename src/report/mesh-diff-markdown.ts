import { plural } from "../text/lists.ts";
import { codeSpan, escapedMarkdown } from "./markdown.ts";
import { countedNames, methodsText, titleOf, type MeshDiff } from "./mesh-diff.ts";
import type { Diagnostic } from "./report.ts";

/** Rows beyond this are counted: the comment is to fit on one screen. */
const mostRows = 30;

/** A comment for a pull request. */
export function renderMeshDiffMarkdown(diff: MeshDiff): string {
  const changes = diff.forms.flatMap(({ name, changes: own }) =>
    own.map((change) => ({ form: name, change })),
  );
  const title = changes.length === 0 ? "No change for any call" : plural(changes.length, "change");
  const rows = changes
    .slice(0, mostRows)
    .map(({ form, change }) =>
      row([
        form === undefined ? titleOf(change) : `${form}: ${titleOf(change)}`,
        change.to,
        methodsText(change),
        countedNames(change.callers, "caller"),
        change.before,
        change.after,
      ]),
    );
  const head = ["change", "to", "methods", "from", "before", "after"];
  const table =
    rows.length === 0
      ? []
      : [
          row(head),
          row(
            head.map(() => "---"),
            false,
          ),
          ...rows,
        ];
  const rest = changes.length - rows.length;
  return `${[
    `**${title}** for gRPC calls, ${codeSpan(diff.base)} → ${codeSpan(diff.head)}`,
    ...(table.length > 0 ? ["", ...table] : []),
    ...(rest > 0 ? ["", `… and ${plural(rest, "more change")}`] : []),
    ...findings("New findings", diff.found),
    ...findings("Findings that are gone", diff.gone),
  ].join("\n")}\n`;
}

function row(cells: readonly string[], isText = true): string {
  return `| ${cells.map((cell) => (isText ? escapedMarkdown(cell) : cell)).join(" | ")} |`;
}

function findings(title: string, found: readonly Diagnostic[]): readonly string[] {
  if (found.length === 0) return [];
  const rows = found
    .slice(0, mostRows)
    .map(
      ({ severity, ruleId, headline, primary: { span } }) =>
        `- ${severity} ${codeSpan(ruleId)} ${escapedMarkdown(headline)} (${codeSpan(span.source.path)})`,
    );
  return ["", `**${title}**`, "", ...rows];
}
