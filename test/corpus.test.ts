import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../src/report/report.ts";
import type { Severity } from "../src/rule/finding.ts";
import { lintSources } from "./support/lint-text.ts";
import { readFolder } from "./support/read-folder.ts";
import { referenceData } from "./support/reference-data.ts";

/**
 * Real repositories, each as one project. Nothing may crash, and what is found is held as counts by rule: every
 * error was read and judged when its count was recorded (`npx vitest run test/corpus.test.ts -u`).
 */
const corpus = referenceData("corpus");
const guide = referenceData("guide/examples");

function counts(diagnostics: readonly Diagnostic[], severity: Severity): readonly string[] {
  const byRule = new Map<string, number>();
  for (const found of diagnostics) {
    if (found.severity === severity) byRule.set(found.ruleId, (byRule.get(found.ruleId) ?? 0) + 1);
  }
  return [...byRule]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([rule, count]) => `  ${severity} ${rule} ${count}`);
}

function summaryOf(title: string, folder: string): string {
  const { diagnostics, failures } = lintSources(readFolder(folder), {}, new Set());
  expect(failures).toEqual([]);
  return [title, ...counts(diagnostics, "error"), ...counts(diagnostics, "warning")].join("\n");
}

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .toSorted();

describe.skipIf(corpus === undefined)("the corpus", () => {
  const root = corpus ?? "";

  it("gives what was read and judged, repository by repository", async () => {
    const found = foldersIn(join(root, "repos")).map((repo) =>
      summaryOf(repo, join(root, "repos", repo)),
    );
    await expect(`${found.join("\n")}\n`).toMatchFileSnapshot("expected/corpus-repos.txt");
  });

  it("gives what was read and judged before and after real fixes", async () => {
    const found = foldersIn(join(root, "fixes")).flatMap((repo) =>
      foldersIn(join(root, "fixes", repo)).flatMap((commit) =>
        ["before", "after"].map((side) =>
          summaryOf(`${repo} ${commit} ${side}`, join(root, "fixes", repo, commit, side)),
        ),
      ),
    );
    await expect(`${found.join("\n")}\n`).toMatchFileSnapshot("expected/corpus-fixes.txt");
  });

  it("gives what was read and judged for each thread", async () => {
    const sources = readFolder(join(root, "threads"));
    const found = sources.map((source) => {
      // Whoever tells Istio's users of a fault need not show that their cluster has Istio.
      const { diagnostics, failures } = lintSources([source], { forIstio: true });
      expect(failures).toEqual([]);
      return [source.path, ...counts(diagnostics, "error"), ...counts(diagnostics, "warning")].join(
        "\n",
      );
    });
    await expect(`${found.join("\n")}\n`).toMatchFileSnapshot("expected/corpus-threads.txt");
  });
});

describe.skipIf(guide === undefined)("the guide", () => {
  it("has just the faults that are known", async () => {
    const found = readFolder(guide ?? "").flatMap((source) =>
      lintSources([source]).diagnostics.map(
        ({ severity, ruleId, yamlPath }) =>
          `${source.path} ${severity} ${ruleId} ${yamlPath ?? ""}`,
      ),
    );
    await expect(`${found.join("\n")}\n`).toMatchFileSnapshot("expected/guide.txt");
  });
});
