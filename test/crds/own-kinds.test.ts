import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocuments } from "../../schemas/import/parse-documents.ts";
import { countCrds, ownKinds } from "../../src/crds/own-kinds.ts";
import { loadChunk } from "../../src/parts.ts";
import type { SchemaError } from "../../src/schema/structure.ts";
import { parts } from "../support/lint-text.ts";
import { referenceData } from "../support/reference-data.ts";

const widget = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  spec: {
    group: "example.com",
    names: { kind: "Widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                anyOf: [{ required: ["size"] }, { required: ["mode"] }],
                properties: {
                  size: { type: "integer", minimum: 1 },
                  mode: { type: "string", pattern: "(?i)fast|slow" },
                  pattern: { type: "string", pattern: "^a+$" },
                  slow: { type: "string", pattern: "^(a+)+$" },
                  port: {
                    "x-kubernetes-int-or-string": true,
                    anyOf: [{ type: "integer" }, { type: "string" }],
                  },
                  ports: {
                    type: "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    items: { type: "object", properties: { name: { type: "string" } } },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

function errorsOf(spec: unknown, metadata: unknown = { name: "a" }): readonly string[] {
  const structure = ownKinds([widget], loadChunk)("example.com", "Widget");
  const value = { apiVersion: "example.com/v1", kind: "Widget", metadata, spec };
  return (structure?.validate(value) ?? []).map(titleOf);
}

function titleOf({ keyword, instancePath }: SchemaError): string {
  return `${instancePath} ${keyword}`;
}

describe("kinds of CRDs that a run brings along", () => {
  it("are checked as the CRD says", () => {
    expect(errorsOf({ size: 1, pattern: "aa", port: "http", ports: [{ name: "a" }] })).toEqual([]);
    expect(errorsOf({ size: 0, pattern: "b", port: true })).toEqual([
      "/spec/pattern pattern",
      "/spec/port type",
      "/spec/size minimum",
    ]);
    expect(errorsOf({ ports: [{ name: "a" }, { name: "a" }] })).toEqual([
      "/spec required",
      "/spec/ports x-list-keys",
    ]);
    expect(errorsOf({ size: 1, siez: 1 })).toEqual(["/spec additionalProperties"]);
  });

  it("need no more time than their values are long", () => {
    expect(errorsOf({ size: 1, slow: "a".repeat(1000) })).toEqual([]);
    expect(errorsOf({ size: 1, slow: `${"a".repeat(1000)}!` })).toEqual(["/spec/slow pattern"]);
    const schema = JSON.stringify(ownKinds([widget], loadChunk)("example.com", "Widget")?.schema);
    expect(schema).toContain('"pattern":"^(a+)+$","x-own-pattern":true');
  });

  it("have the metadata of every kind", () => {
    expect(errorsOf({ size: 1 }, { name: "a", labls: {} })).toEqual([
      "/metadata additionalProperties",
    ]);
  });

  it("are not held against what the importer does not know", () => {
    expect(errorsOf({ size: 1, mode: "medium" })).toEqual([]);
  });

  it("are found in lists, and nothing else is", () => {
    expect(countCrds([{ kind: "List", items: [widget, { kind: "Service" }] }, null, 1])).toBe(1);
    const kinds = ownKinds([{ kind: "List", items: [widget] }], loadChunk);
    expect(kinds("example.com", "Widget")?.schema["x-versions"]).toEqual({
      v1: { served: {}, stored: {} },
    });
    expect(kinds("example.com", "Gadget")).toBeUndefined();
  });
});

interface Case {
  readonly id: string;
  readonly manifest: { readonly apiVersion: string; readonly kind: string };
}

const crds = referenceData("vectors/crds");
const verdicts = referenceData("vectors/verdicts");

describe.skipIf(crds === undefined || verdicts === undefined)("the official CRDs", () => {
  const files = crds === undefined ? [] : readdirSync(crds);
  const kinds = ownKinds(
    files.flatMap((file) => parseDocuments(file, readFileSync(join(crds ?? "", file), "utf8"))),
    loadChunk,
  );

  it.each(["VirtualService", "WorkloadGroup", "GatewayAPI-GRPCRoute", "GatewayAPI-Gateway"])(
    "give the errors that ours give: %s",
    (name) => {
      const lines = readFileSync(join(verdicts ?? "", `${name}.jsonl`), "utf8")
        .trim()
        .split("\n");
      const differing = lines.flatMap((line) => {
        const { id, manifest }: Case = JSON.parse(line);
        const [group = ""] = manifest.apiVersion.split("/");
        const own = kinds(group, manifest.kind)?.validate(manifest).map(titleOf);
        const ours = parts.structureOf(group, manifest.kind)?.validate(manifest).map(titleOf);
        return JSON.stringify(own?.toSorted()) === JSON.stringify(ours?.toSorted()) ? [] : [id];
      });
      expect(differing).toEqual([]);
    },
  );
});
