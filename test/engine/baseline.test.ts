import { array, assert, constantFrom, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { defaultSettings } from "../../src/config/settings.ts";
import { addToBaseline, pruneBaseline } from "../../src/engine/baseline.ts";
import { lint } from "../../src/engine/lint.ts";
import type { BaselineEntry, Report } from "../../src/report/report.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { parts } from "../support/lint-text.ts";

/** Manifests with none, one or several findings, some of one rule at one place. */
const bodies = [
  "spec: { ports: [{ name: grpc, port: 50051 }] }",
  "spec: { portz: [], ports: [{ name: grpc, port: 50051 }] }",
  "spec: { ports: [{ name: grpc, port: 0, a: 1, b: 2 }], c: 3 }",
  "spec: { type: Nonsense, ports: [{ port: x }] }",
  "spec: [",
] as const;

const names = constantFrom("ratings", "reviews");
const documents = array(tuple(names, constantFrom(...bodies)), { minLength: 1, maxLength: 4 });

function textOf(parted: readonly (readonly [string, string])[]): string {
  return parted
    .map(([name, body]) => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n${body}\n`)
    .join("---\n");
}

const inputs = array(documents, { minLength: 1, maxLength: 3 }).map((files) =>
  files.map((file, index): SourceFile => ({ path: `f${index}.yaml`, text: textOf(file) })),
);

function check(targets: readonly SourceFile[], baseline: readonly BaselineEntry[] = []): Report {
  return lint({ targets, context: [], baseline }, rules, defaultSettings, parts);
}

describe("a baseline made of a report", () => {
  it("silences just that report, whatever moves around it", () => {
    assert(
      property(inputs, integer({ min: 0, max: 3 }), (targets, blanks) => {
        const before = check(targets);
        const entries = addToBaseline([], before.diagnostics);
        const moved = targets.map(({ path, text }) => ({
          path,
          text: "# moved\n".repeat(blanks) + text,
        }));
        const after = check(moved, entries);
        expect(after.diagnostics).toEqual([]);
        expect(after.staleBaseline).toEqual([]);
        expect(after.baselined).toHaveLength(before.diagnostics.length);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves over exactly what is new, and calls stale exactly what is gone", () => {
    assert(
      property(inputs, inputs, (old, current) => {
        const entries = addToBaseline([], check(old).diagnostics);
        const found = check(current).diagnostics;
        const { diagnostics, baselined, staleBaseline } = check(current, entries);
        expect(diagnostics.length + baselined.length).toBe(found.length);
        const paths = new Set(current.map(({ path }) => path));
        const count = (list: readonly BaselineEntry[]): number =>
          list.filter(({ path }) => paths.has(path)).reduce((sum, entry) => sum + entry.count, 0);
        expect(count(entries) - count(staleBaseline)).toBe(baselined.length);
        const renewed = addToBaseline(pruneBaseline(entries, staleBaseline), diagnostics);
        const settled = check(current, renewed);
        expect(settled.diagnostics).toEqual([]);
        expect(settled.staleBaseline).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the order of what is added", () => {
    assert(
      property(inputs, (targets) => {
        const { diagnostics } = check(targets);
        const entries = addToBaseline([], diagnostics);
        expect(addToBaseline([], diagnostics.toReversed())).toEqual(entries);
        expect(addToBaseline(entries, [])).toEqual(entries);
      }),
      { numRuns: 30 },
    );
  });
});

describe("an entry of a baseline", () => {
  const source = { path: "a.yaml", text: textOf([["ratings", bodies[0]]]) };
  const entry = { rule: "unknown-field", path: "a.yaml", resource: "", yamlPath: "", count: 1 };
  const staleIn = (entries: readonly BaselineEntry[], gone: readonly string[] = []): number =>
    lint(
      { targets: [source], context: [], baseline: entries, gone: new Set(gone) },
      rules,
      { ...defaultSettings, skip: ["wrong-type"] },
      parts,
    ).staleBaseline.length;

  it("is stale where its rule ran and found nothing, or is there no more", () => {
    expect(staleIn([entry])).toBe(1);
    expect(staleIn([{ ...entry, rule: "renamed-long-ago" }])).toBe(1);
  });

  it("is kept where nobody looked", () => {
    expect(staleIn([{ ...entry, rule: "wrong-type" }])).toBe(0);
    expect(staleIn([{ ...entry, path: "b.yaml" }])).toBe(0);
  });

  it("is stale where its file is gone", () => {
    expect(staleIn([{ ...entry, path: "b.yaml" }], ["b.yaml"])).toBe(1);
  });
});
