import type { SourceFile } from "../yaml/source.ts";
import { bySource } from "./by-source.ts";
import { lineIndexes, type LineIndex } from "./line-index.ts";
import { markup, markupLines, type Markup } from "./markup.ts";
import { messageLines } from "./message.ts";
import { printable } from "./printable.ts";
import { shownPath } from "./shown-path.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report, RuleFailure } from "./report.ts";
import { tallyLines } from "./tally.ts";
import { atLeast, isAtLeast } from "./thresholds.ts";

/** A `testsuite` with what it counts. */
interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly element: Markup;
}

/**
 * JUnit's XML as CI servers read it: one suite a file, one case a finding, and a case for the run itself. Findings
 * that do not fail the run are skipped cases, so that the test report is red only when the run is.
 */
export function renderJunit(report: Report, options: RenderOptions): string {
  const indexOf = lineIndexes();
  const files = bySource(atLeast(report, options.minSeverity));
  const suites = [
    runSuite(report, options),
    ...files.map(({ path, diagnostics }) => fileSuite(path, diagnostics, { options, indexOf })),
  ];
  const sum = (name: "tests" | "failures" | "errors"): number =>
    suites.reduce((total, suite) => total + suite[name], 0);
  const document = markupLines([
    markup`<?xml version="1.0" encoding="UTF-8"?>`,
    markup`<testsuites name="istio-grpc-lint" tests="${sum("tests")}" failures="${sum("failures")}" errors="${sum("errors")}">`,
    ...suites.map(({ element }) => element),
    markup`</testsuites>`,
  ]);
  return `${document.markup}\n`;
}

function runSuite(report: Report, options: RenderOptions): Suite {
  const errors = report.failures.map(ruleError);
  const tally = tallyLines(report, options).map((line) => markup`${line}`);
  const output = markup`      <system-out>${markupLines(tally)}</system-out>`;
  const run = caseOf(markup`name="run" classname="istio-grpc-lint"`, [...errors, output]);
  const errorCount = Math.min(errors.length, 1);
  const counts = { tests: 1, failures: 0, errors: errorCount, skipped: 0 };
  return suiteOf("istio-grpc-lint", counts, [run]);
}

function ruleError({ ruleId, error }: RuleFailure): Markup {
  const text = `rule ${ruleId} stopped: ${printable(String(error))}`;
  return markup`      <error type="internal" message="${text}"/>`;
}

interface Surroundings {
  readonly options: RenderOptions;
  readonly indexOf: (source: SourceFile) => LineIndex;
}

function fileSuite(
  path: string,
  diagnostics: readonly Diagnostic[],
  surroundings: Surroundings,
): Suite {
  const { failureThreshold } = surroundings.options;
  const failing = diagnostics.filter(({ severity }) => isAtLeast(severity, failureThreshold));
  const counts = {
    tests: diagnostics.length,
    failures: failing.length,
    errors: 0,
    skipped: diagnostics.length - failing.length,
  };
  const names = uniqueNames(diagnostics.map(nameOf));
  const cases = diagnostics.map((diagnostic, index) =>
    findingCase(names[index] ?? "", diagnostic, surroundings),
  );
  return suiteOf(path, counts, cases);
}

/** Servers tell cases of two runs apart by their names, which therefore hold no line numbers. */
function nameOf({ ruleId, resource, yamlPath }: Diagnostic): string {
  const parts = [ruleId, resource?.kind, resource?.namespace, resource?.name, yamlPath];
  return printable(parts.filter((part) => part !== undefined).join(" "));
}

/** Of cases with one name in one file GitLab keeps the first. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function suiteOf(name: string, counts: Omit<Suite, "element">, cases: readonly Markup[]): Suite {
  const { tests, failures, errors, skipped } = counts;
  const head = markup`  <testsuite name="${name}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}">`;
  return { ...counts, element: markupLines([head, ...cases, markup`  </testsuite>`]) };
}

function caseOf(attributes: Markup, content: readonly Markup[]): Markup {
  return markupLines([markup`    <testcase ${attributes}>`, ...content, markup`    </testcase>`]);
}

function findingCase(
  name: string,
  diagnostic: Diagnostic,
  { options, indexOf }: Surroundings,
): Markup {
  const { severity, ruleId, primary } = diagnostic;
  const { source, start } = primary.span;
  const { line, column } = indexOf(source).positionAt(start);
  const [headline = "", ...rest] = messageLines(diagnostic, indexOf);
  const rows = [
    `${shownPath(source.path)}:${line}:${column}`,
    ...rest,
    `docs: ${diagnostic.docsUrl}`,
  ];
  const text = markupLines(rows.map((row) => markup`${row}`));
  const message = `${severity}: ${headline}`;
  const outcome = isAtLeast(severity, options.failureThreshold)
    ? markup`      <failure type="${ruleId}" message="${message}">${text}</failure>`
    : markup`      <skipped message="${message}">${text}</skipped>`;
  return caseOf(markup`name="${name}" classname="${source.path}"`, [outcome]);
}
