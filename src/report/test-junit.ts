import { markup, markupLines, type Markup } from "./markup.ts";
import { printable } from "./printable.ts";
import { groupBySuite, isFailure } from "./test-suites.ts";
import { messagesOf, titleOf } from "./test-tap.ts";
import type { TestResult } from "./test-results.ts";

/** JUnit's XML: a suite for each file. */
export function renderTestJunit(results: readonly TestResult[]): string {
  const failures = results.filter(isFailure).length;
  const suites = groupBySuite(results).map(([path, own]) => suiteOf(path, own));
  const document = markupLines([
    markup`<?xml version="1.0" encoding="UTF-8"?>`,
    markup`<testsuites name="istio-grpc-lint test" tests="${results.length}" failures="${failures}" errors="0">`,
    ...suites,
    markup`</testsuites>`,
  ]);
  return `${document.markup}\n`;
}

function suiteOf(path: string, results: readonly TestResult[]): Markup {
  const failures = results.filter(isFailure).length;
  return markupLines([
    markup`  <testsuite name="${printable(path)}" tests="${results.length}" failures="${failures}" errors="0" skipped="0">`,
    ...results.map((result) => caseOf(path, result)),
    markup`  </testsuite>`,
  ]);
}

function caseOf(path: string, result: TestResult): Markup {
  const head = markup`    <testcase name="${printable(titleOf(result))}" classname="${printable(path)}"`;
  if (!isFailure(result)) return markup`${head}/>`;
  const text = messagesOf(result).map(printable).join("; ");
  return markup`${head}><failure message="${text}"/></testcase>`;
}
