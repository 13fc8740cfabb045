import { join } from "node:path";
import { expect, it } from "vitest";
import { editSources } from "../src/fix/apply-edits.ts";
import type { Diagnostic } from "../src/report/report.ts";
import type { Edit } from "../src/rule/finding.ts";
import type { SourceFile } from "../src/yaml/source.ts";
import { foldersIn, sourcesIn } from "./support/fixtures.ts";
import { findFixes } from "./support/lint-text.ts";

/** What a help names as the value to write has to be one: written over the token, it leaves nothing refused there. */
const root = "fixtures/rules";

const cases = foldersIn(root).flatMap((topic) =>
  foldersIn(join(root, topic)).flatMap((rule) =>
    foldersIn(join(root, topic, rule))
      .filter((name) => name.startsWith("bad-"))
      .map((name) => ({ rule, folder: join(root, topic, rule, name) })),
  ),
);

/** What becomes of the token that "write `10s`: …" is about; of its whole entry for "write `timeout: 10s`". */
function followed({ help, primary: { span } }: Diagnostic): Edit | undefined {
  const value = /^(?:write|use) `([^`]+)`(?=$|[:,;])/.exec(help)?.[1];
  const { source, start, end } = span;
  const token = source.text.slice(start, end);
  if (value === undefined || !/^[\w./*"'-]+$/.test(token) || source.text[end] === ":") {
    return undefined;
  }
  const entry = /^[\w-]+: /.exec(value)?.[0];
  if (entry === undefined) return { span, text: quotedLike(token, value) };
  const from = start - entry.length;
  return source.text.startsWith(entry, from)
    ? { span: { source, start: from, end }, text: value }
    : undefined;
}

/** A help names a value, and leaves it to the reader to keep the quotes around it. */
function quotedLike(token: string, value: string): string {
  const quote = /^["']/.exec(token)?.[0] ?? (value.startsWith("*") ? '"' : "");
  return `${quote}${value}${quote}`;
}

function refusedAt(
  sources: readonly SourceFile[],
  { path }: SourceFile,
  start: number,
): readonly Diagnostic[] {
  return findFixes(sources).diagnostics.filter(
    ({ topic, severity, primary: { span } }) =>
      (topic === "schema" || topic === "admission" || topic === "syntax") &&
      severity === "error" &&
      span.source.path === path &&
      span.start === start,
  );
}

it("names values that are accepted where it says to use them", () => {
  const followedHelps: string[] = [];
  const wrong = cases.flatMap(({ rule, folder }) => {
    const sources = sourcesIn(folder);
    const found = findFixes(sources).diagnostics.filter(({ ruleId }) => ruleId === rule);
    return found.flatMap((diagnostic) => {
      const edit = followed(diagnostic);
      if (edit === undefined) return [];
      followedHelps.push(diagnostic.help);
      const { span } = diagnostic.primary;
      const written = editSources(sources, [edit]);
      return refusedAt(written, span.source, span.start).map(
        ({ headline }) => `${folder}: ${diagnostic.help}: ${headline}`,
      );
    });
  });
  expect(wrong).toEqual([]);
  expect(followedHelps.length).toBeGreaterThan(50);
});
