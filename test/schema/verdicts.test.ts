import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { classify } from "../../src/manifest/classify.ts";
import { findViolations } from "../../src/schema/structure.ts";
import { fieldOf } from "../../src/yaml/field.ts";
import type { YamlNode } from "../../src/yaml/node.ts";
import { parts } from "../support/lint-text.ts";
import { referenceData } from "../support/reference-data.ts";

const nowhere = { start: 0, end: 0 };

/** A tree without places: only verdicts are compared here. */
function treeOf(value: unknown): YamlNode {
  if (Array.isArray(value)) {
    return { kind: "list", flow: false, items: value.map(treeOf), ...nowhere };
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => ({
      key,
      keyStart: 0,
      keyEnd: 0,
      value: treeOf(inner),
    }));
    return { kind: "map", flow: false, keys: Object.keys(value), entries, ...nowhere };
  }
  const isScalar =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { kind: "scalar", value: isScalar ? value : null, style: "plain", ...nowhere };
}

interface Case {
  readonly id: string;
  readonly manifest: unknown;
  readonly verdict: { readonly crd?: string; readonly decode?: string };
}

/** What an API server says about structure; everything else it says comes from rules in CEL. */
const structural =
  /unknown field|Unsupported value|Required value|must be of type|should match|Too long|Too many|should be|should have|oneOf|Duplicate|Checked value/;

/** Of which releases the verdicts are. */
const releases = { istio: "1.31", "gateway-api": "1.6" };

function isRefused(manifest: unknown): boolean {
  const source = { path: "case.json", text: "" };
  const documents = [{ source, root: fieldOf(source, treeOf(manifest)), ...nowhere }];
  return classify(documents).resources.some((resource) => {
    const structure = parts.structureOf(resource.group, resource.kind);
    return structure !== undefined && findViolations(resource, structure, releases).length > 0;
  });
}

const folder = referenceData("vectors/verdicts");
const files =
  folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".jsonl"));

describe.skipIf(folder === undefined)("the verdicts of API servers", () => {
  it.each(files)("on structure are ours: %s", (file) => {
    const lines = readFileSync(join(folder ?? "", file), "utf8")
      .trim()
      .split("\n");
    const cases = lines.map((line): Case => JSON.parse(line));
    const others = cases
      .filter(({ manifest, verdict: { crd = "", decode } }) => {
        const isOurs = isRefused(manifest);
        // What only the webhook of a release refuses may be in the CRD of the next one.
        return isOurs !== structural.test(crd) && !(isOurs && decode !== undefined);
      })
      .map(({ id, verdict }) => `${id}: ${verdict.crd ?? "accepted"}`);
    expect(cases.length).toBeGreaterThan(50);
    expect(others).toEqual([]);
  });
});
