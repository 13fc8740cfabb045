import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { generatedPage } from "../scripts/generate/rule-pages.ts";
import { lintExample } from "./support/lint-text.ts";
import type { Diagnostic } from "../src/report/report.ts";
import { readPage, type RulePage } from "./support/rule-page.ts";

function diagnosticsIn(page: RulePage, heading: string): readonly Diagnostic[] {
  const protos = page.protos(heading);
  return page.examples(heading).flatMap((text) => lintExample(text, protos).diagnostics);
}

for (const rule of rules) {
  describe(rule.id, () => {
    const path = join("rules", rule.topic, `${rule.id}.md`);
    const page = existsSync(path) ? readPage(readFileSync(path, "utf8")) : undefined;

    it("has a page with every heading, in order", () => {
      expect(page?.headings).toEqual([
        "Why",
        "Bad",
        "Good",
        "Fix",
        "When to turn it off",
        "References",
      ]);
      expect(page?.title).toBe(rule.id);
      expect(page?.summary).toBe(rule.summary);
    });

    it("shows what the tool really says, and cites its evidence (`npm run generate`)", () => {
      const text = readFileSync(path, "utf8");
      expect(text).toBe(generatedPage(rule, text));
    });

    it("finds just itself in Bad", () => {
      const found = page === undefined ? [] : diagnosticsIn(page, "Bad");
      expect([...new Set(found.map(({ ruleId }) => ruleId))]).toEqual([rule.id]);
    });

    it("finds nothing in Good", () => {
      const found = page === undefined ? [] : diagnosticsIn(page, "Good");
      expect(page?.examples("Good").length).toBeGreaterThan(0);
      expect(found.map(({ ruleId, headline }) => `${ruleId}: ${headline}`)).toEqual([]);
    });
  });
}

it("has no page without a rule", () => {
  const pages = readdirSync("rules")
    .filter((name) => statSync(join("rules", name)).isDirectory())
    .flatMap((topic) => readdirSync(join("rules", topic)).map((name) => `${topic}/${name}`))
    .filter((name) => name.endsWith(".md"));
  const known = new Set(rules.map(({ topic, id }) => `${topic}/${id}.md`));
  expect(pages.filter((name) => !known.has(name))).toEqual([]);
});
