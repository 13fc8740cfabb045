import { expect, it } from "vitest";
import { fixDiff } from "../../src/report/fix-diff.ts";
import { lineIndexes } from "../../src/report/line-index.ts";
import type { Edit } from "../../src/rule/finding.ts";
import type { SourceFile } from "../../src/yaml/source.ts";

function source(text: string): SourceFile {
  return { path: "a.yaml", text };
}

function edit(file: SourceFile, part: string, text: string): Edit {
  const start = file.text.indexOf(part);
  return { span: { source: file, start, end: start + part.length }, text };
}

function shown(...edits: readonly Edit[]): readonly string[] {
  const signs = { same: " ", removed: "-", added: "+" };
  return fixDiff({ title: "x", safe: true, edits }, lineIndexes()).flatMap(({ hunks }) =>
    hunks.flatMap((rows) => rows.map((row) => `${row.number}${signs[row.kind]}${row.text}`)),
  );
}

it.each(["\n", "\r\n", "\r"])("shows whole lines of files with line end %j", (lineEnd) => {
  const file = source(["a: 1", "b: 2", "c: 3", "d: 4", "e: 5", ""].join(lineEnd));
  expect(shown(edit(file, "2", "7"))).toEqual(["2-b: 2", "2+b: 7"]);
  expect(shown(edit(file, "2", `2${lineEnd}x: y`))).toEqual(["2 b: 2", "3+x: y"]);
  expect(shown(edit(file, `b: 2${lineEnd}`, ""))).toEqual(["1 a: 1", "2-b: 2"]);
  expect(shown(edit(file, "1", "0"), edit(file, "2", "0"))).toEqual([
    "1-a: 1",
    "2-b: 2",
    "1+a: 0",
    "2+b: 0",
  ]);
  expect(shown(edit(file, "5", "0"), edit(file, "1", "0"))).toEqual([
    "1-a: 1",
    "1+a: 0",
    "5-e: 5",
    "5+e: 0",
  ]);
});

it("shows a line added to a file without a last line end, and one put first", () => {
  const file = source("a: 1");
  const end = { source: file, start: 4, end: 4 };
  expect(shown({ span: end, text: "\nb: 2" })).toEqual(["1 a: 1", "2+b: 2"]);
  expect(shown({ span: { ...end, start: 0, end: 0 }, text: "b: 2\n" })).toEqual(["1+b: 2"]);
});

it("keeps files apart", () => {
  const files = [source("a: 1"), { path: "b.yaml", text: "b: 1" }] as const;
  const edits = files.map((file) => edit(file, "1", "2"));
  const diffs = fixDiff({ title: "x", safe: true, edits }, lineIndexes());
  expect(diffs.map((diff) => diff.source.path)).toEqual(["a.yaml", "b.yaml"]);
});
