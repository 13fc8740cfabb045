import { plural } from "../text/lists.ts";
import { lineIndexes } from "./line-index.ts";
import { paintOf } from "./paint.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import { renderRoutePretty } from "./route/route-pretty.ts";
import { groupBySuite, isFailure } from "./test-suites.ts";
import { titleOf } from "./test-tap.ts";
import { isPassed, unmetText, type TestResult } from "./test-results.ts";

/** Human-readable: each failure at its line, with the path of the call. */
export function renderTestPretty(results: readonly TestResult[], options: RenderOptions): string {
  const paint = paintOf(options.color);
  const indexOf = lineIndexes();
  const [good, bad] = options.unicode ? ["✓", "✗"] : ["ok", "not ok"];
  const rowsOf = (result: TestResult): readonly string[] => {
    const { fault, unmet, answer } = result;
    const title = printable(titleOf(result));
    if (isPassed(result)) return [`  ${paint.added(good ?? "")} ${title}`];
    const reasons = unmet.map((it) => {
      const { line, column } = indexOf(it.span.source).positionAt(it.span.start);
      return `      ${printable(unmetText(it))}  ${paint.dim(`${printable(it.span.source.path)}:${line}:${column}`)}`;
    });
    const way = answer ? renderRoutePretty([answer], options).trimEnd().split("\n") : [];
    return [
      `  ${paint.removed(bad ?? "")} ${paint.strong(title)}`,
      ...(fault === undefined ? [] : [`      ${printable(fault)}`]),
      ...reasons,
      ...(way.length > 0 ? ["", ...way.map((row) => (row === "" ? "" : `      ${row}`)), ""] : []),
    ];
  };
  const suites = groupBySuite(results).map(([path, own]) =>
    [printable(path), ...own.flatMap(rowsOf)].join("\n"),
  );
  const failed = results.filter(isFailure).length;
  const tally = `${plural(results.length, "test")}: ${results.length - failed} passed, ${failed} failed`;
  return `${[...suites, tally].join("\n\n")}\n`;
}
