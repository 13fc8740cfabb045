import { plural } from "../text/lists.ts";
import { lineIndexes } from "./line-index.ts";
import { countedNames, methodsText, titleOf, type MeshDiff } from "./mesh-diff.ts";
import { paintOf } from "./paint.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic } from "./report.ts";

/** What changes for calls, for people. */
export function renderMeshDiffPretty(diff: MeshDiff, options: RenderOptions): string {
  const paint = paintOf(options.color);
  const indexOf = lineIndexes();
  const rows = diff.forms.flatMap(({ name, changes }) => {
    const head = name === undefined ? [] : [paint.headline(printable(name))];
    return changes.length === 0 && diff.forms.length > 1 ? [] : [...head, ...changeRows(changes)];
  });
  function changeRows(changes: MeshDiff["forms"][number]["changes"]): readonly string[] {
    let last: string | undefined;
    return changes.flatMap((change) => {
      const heading = titleOf(change);
      const title = heading === last ? [] : [paint.strong(heading)];
      last = heading;
      const { to, what, before, after, callers } = change;
      const subject = what === "ends" ? "" : `${what}: `;
      return [
        ...title,
        `  ${printable(to)}  ${paint.dim(printable(methodsText(change)))}`,
        `    ${subject}${paint.removed(printable(before))} -> ${paint.added(printable(after))}`,
        `    ${paint.dim(`from ${printable(countedNames(callers, "caller"))}`)}`,
      ];
    });
  }
  const findingRows = (title: string, found: readonly Diagnostic[]): readonly string[] =>
    found.length === 0
      ? []
      : [
          paint.strong(title),
          ...found.map(({ severity, ruleId, headline, primary: { span } }) => {
            const { line, column } = indexOf(span.source).positionAt(span.start);
            const place = `${printable(span.source.path)}:${line}:${column}`;
            return `  ${paint.severity[severity](`${severity}[${ruleId}]`)} ${printable(headline)}  ${paint.dim(place)}`;
          }),
        ];
  const body = [
    ...rows,
    ...findingRows("new findings", diff.found),
    ...findingRows("findings that are gone", diff.gone),
  ];
  const count = diff.forms.reduce((sum, { changes }) => sum + changes.length, 0);
  const tally = count === 0 ? "no change for any call" : plural(count, "change");
  const title = `${printable(diff.base)} -> ${printable(diff.head)}: ${tally}`;
  return `${[paint.headline(title), ...(body.length > 0 ? ["", ...body] : [])].join("\n")}\n`;
}
