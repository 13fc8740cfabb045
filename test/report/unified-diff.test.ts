import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/report/unified-diff.ts";

/** What `patch` makes of a text and a diff of it; fails where a line is not what the diff says. */
function patched(text: string, diff: string): string {
  const lines = linesOf(text);
  const result: string[] = [];
  let at = 0;
  for (const row of rowsOf(diff)) {
    const hunk = /^@@ -(\d+),(\d+) \+(\d+),\d+ @@/.exec(row);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === "0" ? 0 : 1);
      result.push(...lines.slice(at, start));
      expect(result.length).toBe(Number(hunk[3]) - (/\+\d+,0 /.test(row) ? 0 : 1));
      at = start;
    } else if (row.startsWith("+")) result.push(row.slice(1));
    else {
      expect(lines[at]).toBe(row.slice(1));
      if (row.startsWith(" ")) result.push(row.slice(1));
      at += 1;
    }
  }
  return [...result, ...lines.slice(at)].join("");
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function rowsOf(diff: string): readonly string[] {
  const rows: string[] = [];
  for (const row of linesOf(diff).slice(2)) {
    if (row.startsWith("\\")) rows.push((rows.pop() ?? "").slice(0, -1));
    else rows.push(row);
  }
  return rows;
}

const texts = fc
  .tuple(
    fc.array(fc.constantFrom("a", "b", "c: 1", "", "é\r"), { maxLength: 40 }),
    fc.constantFrom("", "\n"),
  )
  .map(([lines, end]) => lines.join("\n") + end);

const head = (path: string): string => unifiedDiff(path, "a", "b").split("\n", 1)[0] ?? "";

describe("unifiedDiff", () => {
  it("is empty for equal texts", () => {
    expect(unifiedDiff("a.yaml", "x\n", "x\n")).toBe("");
  });

  it("shows three lines around a change", () => {
    const before = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ""].join("\n");
    expect(unifiedDiff("a.yaml", before, before.replace("5\n", "five\n"))).toBe(
      "--- a/a.yaml\n+++ b/a.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
    );
  });

  it("keeps CR, and says where the last line end is missing", () => {
    expect(unifiedDiff("a.yaml", "a: 1\r\nb: 2", "a: 1\r\nb: 3")).toBe(
      "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\r\n-b: 2\n\\ No newline at end of file\n" +
        "+b: 3\n\\ No newline at end of file\n",
    );
  });

  it("quotes names that would be misread, and leaves absolute ones alone", () => {
    expect(head('a"\n.yaml')).toBe('--- "a/a\\"\\012.yaml"');
    expect(head("a b.yaml")).toBe("--- a/a b.yaml\t");
    expect(head("/tmp/a.yaml")).toBe("--- /tmp/a.yaml");
  });

  it("turns any text into any other", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        expect(patched(before, unifiedDiff("a", before, after))).toBe(after);
      }),
    );
  });

  it("is as short as its edits in long texts", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `key${index % 7}: ${index % 3}\n`);
    const changed = lines.map((line, index) => (index % 1000 === 500 ? `x${line}` : line));
    const diff = unifiedDiff("a", lines.join(""), changed.join(""));
    expect(linesOf(diff).length).toBe(2 + 20 * 9);
  });
});
