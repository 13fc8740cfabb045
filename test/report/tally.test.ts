import { expect, it } from "vitest";
import { defaultRenderOptions, type RenderOptions } from "../../src/report/renderer.ts";
import type { Report, Tally } from "../../src/report/report.ts";
import { tallyLines } from "../../src/report/tally.ts";
import type { Span } from "../../src/yaml/source.ts";
import { cleanReport, exampleReport } from "./example-report.ts";

function sentences(report: Report, options: Partial<RenderOptions> = {}): readonly string[] {
  return tallyLines(report, { ...defaultRenderOptions, version: "0.1.0", ...options });
}

function withTally(tally: Partial<Tally>): Report {
  return { ...cleanReport, tally: { ...cleanReport.tally, ...tally } };
}

it("says so when all is well", () => {
  expect(sentences(cleanReport)).toEqual(["No problems in 41 manifests (17 files, 26 rules)."]);
  expect(sentences(withTally({ files: 1, manifests: 1, rules: 1 }))).toEqual([
    "No problems in 1 manifest (1 file, 1 rule).",
  ]);
});

it("never calls nothing a success", () => {
  expect(sentences(withTally({ files: 0, manifests: 0 }))).toEqual(["No files were checked."]);
  expect(sentences(withTally({ files: 3, manifests: 0, otherDocuments: 3 }))).toEqual([
    "No manifests to check in 3 files.",
    "Not checked: 3 documents without a Kubernetes manifest.",
  ]);
});

it("names a few of the documents that were not checked", () => {
  const source = { path: "values.yaml", text: "a: 1\n---\nb: 2\n" };
  const place = (start: number): Span => ({ source, start, end: start + 1 });
  const otherPlaces = [place(0), place(9), place(9), place(9), place(9)];
  expect(sentences(withTally({ otherDocuments: 5, otherPlaces }))[1]).toBe(
    "Not checked: 5 documents without a Kubernetes manifest (`values.yaml:1`, `values.yaml:3`, `values.yaml:3` and 2 more).",
  );
});

it("counts what was found and names the flag that moves the threshold", () => {
  const [outcome, , failed] = sentences(exampleReport);
  expect(outcome).toBe("Checked 5 manifests in 5 files: 3 errors, 2 warnings, 1 info (1 fixable).");
  expect(failed).toBe("Failed: 3 findings at or above `error` (change with --failure-threshold).");
  expect(sentences(exampleReport, { failureThreshold: "warning" }).at(-1)).toMatch(
    /^Failed: 5 findings at or above `warning` /,
  );
});

it("promises a flag for fixes only where there is one", () => {
  expect(sentences(exampleReport)[0]).not.toContain("--");
  expect(sentences(exampleReport, { fixFlag: "--fix" })[0]).toContain(
    "(1 fixable with --fix, 1 more with --unsafe-fixes)",
  );
});

it("counts what is hidden, and fails for it all the same", () => {
  const quiet = sentences(exampleReport, { minSeverity: "error", failureThreshold: "info" });
  expect(quiet).toContain("Checked 5 manifests in 5 files: 3 errors.");
  expect(quiet).toContain("Hidden: 2 warnings, 1 info below --min-severity error.");
  expect(quiet.at(-1)).toMatch(/^Failed: 6 findings at or above `info` /);
});

it("does not call hidden findings a success", () => {
  const diagnostics = exampleReport.diagnostics.filter(({ severity }) => severity === "info");
  expect(sentences({ ...cleanReport, diagnostics }, { minSeverity: "warning" })).toEqual([
    "Checked 41 manifests in 17 files: no findings at or above `warning`.",
    "Hidden: 1 info below --min-severity warning.",
  ]);
});

it("says why findings do not fail the run", () => {
  expect(sentences(exampleReport, { exitZero: true }).at(-1)).toBe(
    "Not failed: 3 findings at or above `error`, but --exit-zero is given.",
  );
});

it("counts unknown kinds and names the most frequent", () => {
  const unknownKinds = new Map([
    ["a/v1/One", 1],
    ["b/v1/Two", 2],
    ["c/v1/Three", 3],
    ["d/v1/Four\n::error::forged", 4],
    ["e/v1/Five", 5],
  ]);
  expect(sentences(withTally({ unknownKinds, otherDocuments: 1 }))[1]).toBe(
    "Not checked: 15 resources of unknown kinds (`e/v1/Five`, `d/v1/Four ::error::forged`, " +
      "`c/v1/Three` and 2 more), 1 document without a Kubernetes manifest.",
  );
});

it("is never silent about rules that stopped", () => {
  const failures = [{ ruleId: "subset-not-defined", error: new Error("x") }];
  expect(sentences({ ...cleanReport, failures })).toEqual([
    "Checked 41 manifests in 17 files: no findings.",
    "Incomplete: 1 rule stopped with an internal error (`subset-not-defined`).",
  ]);
});
