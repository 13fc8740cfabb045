import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { groupBy } from "../src/collections/group-by.ts";
import { lintText } from "./support/lint-text.ts";

/**
 * Objects of built-in kinds, a line each: the function of Kubernetes that decides, what it says, and the object. The verdicts
 * are those of Kubernetes 1.36.3, `pkg/apis/{core,apps,batch,networking,autoscaling}/validation`.
 */
type Vector = readonly [decides: string, verdict: "accepted" | "refused", object: unknown];

const vectors = readFileSync("test/built-in-kinds.jsonl", "utf8")
  .trimEnd()
  .split("\n")
  .map((line): Vector => JSON.parse(line));

const decisions = groupBy(vectors, ([decides]) => decides.replace(/:.*/, ""));

function verdictOn(object: unknown): Vector[1] {
  const { diagnostics } = lintText(JSON.stringify(object), {
    only: ["syntax", "schema", "admission"],
  });
  return diagnostics.some(({ severity }) => severity === "error") ? "refused" : "accepted";
}

describe("the verdict of Kubernetes on built-in kinds is ours", () => {
  it.each([...decisions])("%s", (_, cases) => {
    const differing = cases.filter(([, verdict, object]) => verdictOn(object) !== verdict);
    expect(differing.map((vector) => JSON.stringify(vector))).toEqual([]);
  });
});

it("has enough of them", () => {
  expect(vectors.length).toBeGreaterThan(700);
});
