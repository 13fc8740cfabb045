import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocuments } from "../../schemas/import/parse-documents.ts";
import { isRecord, listOf, recordOf, stringOf } from "../../schemas/import/json.ts";
import { levelBelow, rootLevel, type Level } from "../../src/schema/level.ts";
import { inRelease } from "../../src/schema/releases.ts";
import type { Structure } from "../../src/schema/structure.ts";
import { parts } from "../support/lint-text.ts";
import { referenceData } from "../support/reference-data.ts";

/** Paths of fields that `source` has and the structure has not. */
function strangers(
  source: unknown,
  level: Level | undefined,
  structure: Structure,
  path: string,
): readonly string[] {
  if (level === undefined) return [path];
  const { properties, items, additionalProperties } = recordOf(source);
  const below = (step: string | number, inner: unknown) =>
    strangers(inner, levelBelow(level, step, structure), structure, `${path}.${step}`);
  return [
    ...Object.entries(recordOf(properties)).flatMap(([name, inner]) => below(name, inner)),
    ...(isRecord(items) ? below(0, items) : []),
    ...(isRecord(additionalProperties) ? below("*", additionalProperties) : []),
  ];
}

/** Of which releases the CRDs are. */
const releases: ReadonlyMap<string, string> = new Map([
  ["istio", "1.31"],
  ["gateway-api", "1.6"],
]);

/** Whether the standard channel of the CRDs' release has a field, as far as its marks tell. */
function isThere({ schema }: Level, { product }: Structure): boolean {
  const { "x-since": since, "x-until": until, "x-experimental": experimental } = schema;
  const release = releases.get(product) ?? "";
  const range = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  return inRelease(range, release) && !(experimental && inRelease(experimental, release));
}

/** Paths of fields that the structure has and no served version of the CRD. */
function inventions(
  level: Level,
  sources: readonly unknown[],
  structure: Structure,
  path: string,
): readonly string[] {
  const known = sources.map(recordOf).filter((source) => Object.keys(source).length > 0);
  if (known.length === 0) return [path];
  const within = (key: string, name?: string): readonly unknown[] =>
    known.map((source) => (name === undefined ? source[key] : recordOf(source[key])[name]));
  const below = (step: string | number, inner: readonly unknown[]): readonly string[] => {
    const next = levelBelow(level, step, structure);
    return next !== undefined && isThere(next, structure)
      ? inventions(next, inner, structure, `${path}.${step}`)
      : [];
  };
  const { properties, items, additionalProperties } = level.schema;
  return [
    ...Object.keys(properties ?? {}).flatMap((name) => below(name, within("properties", name))),
    ...(items ? below(0, within("items")) : []),
    ...(additionalProperties ? below("*", within("additionalProperties")) : []),
  ];
}

const folder = referenceData("vectors/crds");

describe.skipIf(folder === undefined)("the official CRDs", () => {
  const files = folder === undefined ? [] : readdirSync(folder);
  const crds = files.flatMap((file) =>
    parseDocuments(file, readFileSync(join(folder ?? "", file), "utf8")).map(recordOf),
  );

  const named = crds.map((crd) => [stringOf(recordOf(crd["metadata"])["name"]), crd] as const);

  it.each(named)("%s have no field that is unknown here", (_name, crd) => {
    const { kind, structure, sources } = read(crd);
    const unknown = sources.flatMap((source) =>
      strangers({ properties: source }, rootLevel(structure), structure, kind),
    );
    expect(unknown).toEqual([]);
  });

  it.each(named)("%s have every field that is known here", (_name, crd) => {
    const { kind, structure, sources } = read(crd);
    const root = rootLevel(structure);
    const { spec = {} } = root.schema.properties ?? {};
    const properties = { spec };
    const level = { ...root, schema: { ...root.schema, properties } };
    const versions = sources.map((source) => ({ properties: source }));
    expect(inventions(level, versions, structure, kind)).toEqual([]);
  });
});

interface Crd {
  readonly kind: string;
  readonly structure: Structure;
  /** The fields of every served version, but those that all kinds share. */
  readonly sources: readonly unknown[];
}

function read(crd: ReturnType<typeof recordOf>): Crd {
  const spec = recordOf(crd["spec"]);
  const kind = stringOf(recordOf(spec["names"])["kind"]);
  const structure = parts.structureOf(stringOf(spec["group"]), kind);
  if (structure === undefined) throw new Error(`${kind} is unknown`);
  const sources = listOf(spec["versions"])
    .map(recordOf)
    .filter((version) => version["served"] === true)
    .map((version) => {
      const source = recordOf(recordOf(version["schema"])["openAPIV3Schema"]);
      const { status: _free, metadata: _ours, ...properties } = recordOf(source["properties"]);
      return properties;
    });
  return { kind, structure, sources };
}
