import { describe, expect, it } from "vitest";
import { lintSources } from "./support/lint-text.ts";
import { readFolder } from "./support/read-folder.ts";

/** A whole mesh of a gRPC service, with every mistake of the common guides put right. */
describe("the corrected guide", () => {
  const sources = readFolder("fixtures/guide-corrected");

  it("is clean, by the rules of the preset `strict` as well", () => {
    const { diagnostics, tally } = lintSources(sources);
    expect(diagnostics.map(({ ruleId, headline }) => `${ruleId}: ${headline}`)).toEqual([]);
    expect(tally.manifests).toBe(12);
  });

  it("is clean file by file", () => {
    const found = sources.flatMap((source) => lintSources([source]).diagnostics);
    expect(found.map(({ ruleId, headline }) => `${ruleId}: ${headline}`)).toEqual([]);
  });
});
