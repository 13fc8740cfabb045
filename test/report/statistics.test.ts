import { describe, expect, it } from "vitest";
import { groupsOf, inOrder } from "../../src/report/arrange.ts";
import { rendererFor } from "../../src/report/index.ts";
import { renderPretty } from "../../src/report/pretty.ts";
import { defaultRenderOptions } from "../../src/report/renderer.ts";
import { statisticsOf } from "../../src/report/statistics.ts";
import { exampleReport } from "./example-report.ts";

const options = { ...defaultRenderOptions, version: "0.1.0" };
const { diagnostics } = exampleReport;

describe("statistics", () => {
  it("count findings, fixes and files by rule", () => {
    const [first] = diagnostics;
    const twice = first === undefined ? [] : [...diagnostics, first];
    expect(statisticsOf(twice)[0]).toMatchObject({ ruleId: first?.ruleId, count: 2, files: 1 });
    const total = statisticsOf(diagnostics).reduce((sum, { count }) => sum + count, 0);
    expect(total).toBe(diagnostics.length);
  });

  it("stand in place of the findings, above the closing lines", async () => {
    const render = await rendererFor("pretty", exampleReport, { statistics: true });
    await expect(render(exampleReport, options)).toMatchFileSnapshot("snapshots/statistics.txt");
  });
});

describe("arrangements", () => {
  it("put errors first, and keep the order of places otherwise", () => {
    const severities = inOrder(diagnostics, "severity").map(({ severity }) => severity);
    expect(severities).toEqual(["error", "error", "error", "warning", "warning", "info"]);
    expect(inOrder(diagnostics, "place")).toBe(diagnostics);
  });

  it("group by rule, file and service without losing any", () => {
    for (const grouping of ["rule", "file", "service"] as const) {
      const groups = groupsOf(diagnostics, grouping);
      expect(groups.flatMap((group) => group.diagnostics)).toHaveLength(6);
      expect(new Set(groups.map(({ title }) => title)).size).toBe(groups.length);
    }
  });

  it("put headings above the groups", () => {
    const text = renderPretty(exampleReport, { ...options, groupBy: "file" });
    expect(text).toContain("k8s/service.yaml: 2 findings");
  });
});
