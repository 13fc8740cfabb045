import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { planFixes, type FixPlan } from "../src/fix/plan-fixes.ts";
import type { Diagnostic, Report } from "../src/report/report.ts";
import type { Rule } from "../src/rule/rule.ts";
import type { SourceFile } from "../src/yaml/source.ts";
import { foldersIn, sourcesIn } from "./support/fixtures.ts";
import { findFixes, lintSources } from "./support/lint-text.ts";
import { renderPlain } from "./support/render-plain.ts";

/**
 * Walks `fixtures/rules/<topic>/<rule-id>/<case>/`. A `bad-*` case must give what its `expected.txt` says (write it
 * with `npx vitest run test/rules.test.ts -u`, then read it) and, if the rule fixes, its fixes must give `fixed/`,
 * or `refused.txt` says why one is not made;
 * an `ok-*` case, near misses among them, must give nothing of the rule.
 */
const root = "fixtures/rules";

/** The findings of one rule; rules about suppressions need the others to run. */
function lintWith(rule: Rule, sources: readonly SourceFile[], find = lintSources): Report {
  if (!rule.reads.endsWith("Suppression")) return find(sources, { only: [rule.id] });
  const report = find(sources);
  return { ...report, diagnostics: report.diagnostics.filter(({ ruleId }) => ruleId === rule.id) };
}

/** What `--fix --unsafe-fixes` makes of the sources, judged by all rules. */
function fixAll(rule: Rule, sources: readonly SourceFile[]): FixPlan {
  return planFixes(sources, {
    find: (texts) => lintWith(rule, texts, findFixes),
    judge: findFixes,
    unsafe: true,
    whyLocked: () => undefined,
  });
}

const words = (text: string): number => text.replaceAll(/`[^`]*`/g, "x").split(/\s+/).length;

function expectWellWritten(diagnostic: Diagnostic): void {
  expect(diagnostic.headline.length, diagnostic.headline).toBeLessThanOrEqual(100);
  expect(diagnostic.headline).not.toMatch(/\.$|\bshould\b|\binvalid\b|\billegal\b|!/);
  for (const label of [diagnostic.primary, ...(diagnostic.related ?? [])]) {
    expect(words(label.text), label.text).toBeLessThanOrEqual(7);
    expect(label.span.end).toBeGreaterThanOrEqual(label.span.start);
  }
  expect(diagnostic.note).not.toBe("");
  expect(diagnostic.help).not.toBe("");
}

for (const rule of rules) {
  const folder = join(root, rule.topic, rule.id);
  describe(rule.id, () => {
    const cases = existsSync(folder) ? foldersIn(folder) : [];

    it("has a failing case and a silent one", () => {
      const missing = ["bad", "ok"].filter(
        (kind) => !cases.some((name) => name.startsWith(`${kind}-`)),
      );
      expect(missing.map((kind) => `add ${folder}/${kind}-<case>/ with a manifest`)).toEqual([]);
      const strange = cases.filter((name) => !/^(bad|ok)-/.test(name));
      expect(strange.map((name) => `rename ${folder}/${name} to bad-… or ok-…`)).toEqual([]);
    });

    for (const name of cases.filter((folderName) => folderName.startsWith("ok-"))) {
      it(`${name} is silent`, () => {
        const report = lintWith(rule, sourcesIn(join(folder, name)));
        expect(report.failures).toEqual([]);
        expect(report.diagnostics.map(({ headline }) => headline)).toEqual([]);
        expect(report.tally.manifests + report.tally.otherDocuments).toBeGreaterThan(0);
      });
    }

    for (const name of cases.filter((folderName) => folderName.startsWith("bad-"))) {
      it(`${name} gives what is expected`, async () => {
        const report = lintWith(rule, sourcesIn(join(folder, name)));
        expect(report.failures).toEqual([]);
        expect(report.diagnostics.length).toBeGreaterThan(0);
        report.diagnostics.forEach(expectWellWritten);
        const stated = [rule.severity, ...Object.keys(rule.severityWhere)];
        expect(stated).toEqual(
          expect.arrayContaining(report.diagnostics.map(({ severity }) => severity)),
        );
        await expect(renderPlain(report)).toMatchFileSnapshot(
          join("..", folder, name, "expected.txt"),
        );
        const { changes, refused } = fixAll(rule, sourcesIn(join(folder, name)));
        if (refused.length > 0) {
          const reasons = refused.map(({ reason }) => `${reason}\n`).join("");
          await expect(reasons).toMatchFileSnapshot(join("..", folder, name, "refused.txt"));
        }
        for (const { after } of changes) {
          const fixed = join("..", folder, name, "fixed", after.path);
          await expect(after.text).toMatchFileSnapshot(fixed);
        }
      });
    }
  });
}

it("has no fixtures without a rule", () => {
  const known = new Set(rules.map(({ topic, id }) => `${topic}/${id}`));
  const found = foldersIn(root).flatMap((topic) =>
    foldersIn(join(root, topic)).map((id) => `${topic}/${id}`),
  );
  expect(found.filter((name) => !known.has(name))).toEqual([]);
});
