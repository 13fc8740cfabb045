import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { planFixes } from "../../src/fix/plan-fixes.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { findFixes } from "../support/lint-text.ts";
import { readFolder } from "../support/read-folder.ts";

/** Cases whose `fixed/` shows that something is fixed in them. */
const root = "fixtures/rules";
const cases = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => basename(path) === "fixed")
  .map((path) => dirname(path))
  .toSorted();

function sourcesOf(name: string): readonly SourceFile[] {
  return readFolder(join(root, name)).filter(({ path }) => !path.startsWith("fixed/"));
}

function fixedTexts(sources: readonly SourceFile[]): ReadonlyMap<string, string> {
  const { changes } = planFixes(sources, {
    find: findFixes,
    unsafe: true,
    whyLocked: () => undefined,
  });
  return new Map(changes.map(({ after }) => [after.path, after.text]));
}

interface Writing {
  readonly name: string;
  readonly rewrite: (text: string) => string;
}

/** Other ways to write the same manifest; what is fixed in it must be the same. */
const writings: readonly Writing[] = [
  { name: "CRLF", rewrite: (text) => text.replaceAll("\n", "\r\n") },
  { name: "a byte order mark", rewrite: (text) => `\uFEFF${text}` },
  { name: "astral comments above", rewrite: (text) => `# 🙂 é\n${text}` },
  { name: "no last line end", rewrite: (text) => text.replace(/\n$/, "") },
];

describe.each(writings)("with $name", ({ rewrite }) => {
  it("the same is fixed", () => {
    let count = 0;
    for (const name of cases) {
      const sources = sourcesOf(name);
      if (sources.some(({ text }) => /[\r\uFEFF]/.test(text))) continue;
      const plain = fixedTexts(sources);
      const other = fixedTexts(
        sources.map(({ path, text }) => ({
          path,
          text: path.endsWith("json") ? text : rewrite(text),
        })),
      );
      const expected = [...plain].map(([path, text]) => [
        path,
        path.endsWith("json") ? text : rewrite(text),
      ]);
      expect([...other], name).toEqual(expected);
      count += 1;
    }
    expect(count).toBeGreaterThan(60);
  }, 120_000);
});
