import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planFixes, type Change, type FixPlan } from "../../src/fix/plan-fixes.ts";
import type { Edit } from "../../src/rule/finding.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { findFixes } from "../support/lint-text.ts";
import { readFolder } from "../support/read-folder.ts";
import { referenceData } from "../support/reference-data.ts";

/** What is fixed in real repositories, in memory: counts, and reasons of refusals, as they were read and judged. */
const corpus = referenceData("corpus");

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .toSorted();

function projects(root: string): readonly (readonly SourceFile[])[] {
  const repos = foldersIn(join(root, "repos")).map((name) => join("repos", name));
  const commits = foldersIn(join(root, "fixes")).flatMap((repo) =>
    foldersIn(join(root, "fixes", repo)).map((commit) => join("fixes", repo, commit, "before")),
  );
  return [
    ...[...repos, ...commits].map((path) => readFolder(join(root, path))),
    ...readFolder(join(root, "threads")).map((source) => [source]),
  ];
}

function plan(sources: readonly SourceFile[], unsafe: boolean): FixPlan {
  return planFixes(sources, { find: findFixes, unsafe, whyLocked: () => undefined });
}

/** The edits of a plan that lie in a file. */
function editsIn({ applied }: FixPlan, path: string): readonly Edit[] {
  return applied
    .flatMap(({ fix }) => fix?.edits ?? [])
    .filter(({ span }) => span.source.path === path);
}

/** Not a character came or went but those of the edits; other lines are as they were, line ends too. */
function expectOnlyEdited({ before, after }: Change, edits: readonly Edit[]): void {
  const growth = edits.map(({ span, text }) => text.length - (span.end - span.start));
  const total = growth.reduce((sum, length) => sum + length, 0);
  expect(after.text.length - before.text.length, after.path).toBe(total);
  const touched = edits.flatMap(({ span }) =>
    span.source.text.slice(span.start, span.end + 1).split("\n"),
  );
  const kept = new Set(after.text.split("\n"));
  const gone = before.text.split("\n").filter((line) => !kept.has(line));
  expect(gone.length, after.path).toBeLessThanOrEqual(touched.length);
  expect(after.text.startsWith("\uFEFF")).toBe(before.text.startsWith("\uFEFF"));
  if (!/(?<!\r)\n/.test(before.text)) expect(after.text).not.toMatch(/(?<!\r)\n/);
  if (!before.text.includes("\r")) expect(after.text).not.toContain("\r");
}

/** Fixes a project twice: the second time there must be nothing left to do. */
function fixTwice(sources: readonly SourceFile[], unsafe: boolean): FixPlan {
  const made = plan(sources, unsafe);
  expect(made.report.failures).toEqual([]);
  for (const change of made.changes) {
    expectOnlyEdited(change, editsIn(made, change.before.path));
  }
  if (made.changes.length === 0) return made;
  const after = new Map(made.changes.map((change) => [change.before, change.after]));
  const again = plan(
    sources.map((source) => after.get(source) ?? source),
    unsafe,
  );
  expect(again.changes).toEqual([]);
  expect(again.refused.map(({ reason }) => reason)).toEqual(
    made.refused.map(({ reason }) => reason),
  );
  return made;
}

function summaryOf(plans: readonly FixPlan[]): string {
  const sum = (count: (made: FixPlan) => number): number =>
    plans.reduce((total, made) => total + count(made), 0);
  const files = sum(({ changes }) => changes.length);
  const edits = sum(({ applied }) => applied.flatMap(({ fix }) => fix?.edits ?? []).length);
  const refusals = plans.flatMap(({ refused }) =>
    refused.map(({ diagnostic: { ruleId }, reason }) => `${ruleId}: ${reason}`),
  );
  return [
    `files ${files}, findings fixed ${sum(({ applied }) => applied.length)}, edits ${edits}`,
    `refused ${refusals.length}`,
    ...refusals.toSorted(),
    "",
  ].join("\n");
}

describe.skipIf(corpus === undefined)("fixes of real manifests", () => {
  for (const unsafe of [false, true]) {
    const name = unsafe ? "unsafe" : "safe";
    it(`hold what they promise, ${name} ones`, async () => {
      const plans = projects(corpus ?? "").map((sources) => fixTwice(sources, unsafe));
      await expect(summaryOf(plans)).toMatchFileSnapshot(`../expected/real-fixes-${name}.txt`);
    }, 600_000);
  }
});
