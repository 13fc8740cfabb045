import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocuments } from "../../schemas/import/parse-documents.ts";
import { isRecord, listOf, recordOf, stringOf } from "../../schemas/import/json.ts";
import { levelBelow, rootLevel, type Level } from "../../src/schema/level.ts";
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

const folder = referenceData("vectors/crds");

describe.skipIf(folder === undefined)("the official CRDs", () => {
  const files = folder === undefined ? [] : readdirSync(folder);
  const crds = files.flatMap((file) =>
    parseDocuments(file, readFileSync(join(folder ?? "", file), "utf8")).map(recordOf),
  );

  it.each(crds.map((crd) => [stringOf(recordOf(crd["metadata"])["name"]), crd] as const))(
    "%s have no field that is unknown here",
    (_name, crd) => {
      const spec = recordOf(crd["spec"]);
      const kind = stringOf(recordOf(spec["names"])["kind"]);
      const structure = parts.structureOf(stringOf(spec["group"]), kind);
      if (structure === undefined) throw new Error(`${kind} is unknown`);
      const unknown = listOf(spec["versions"])
        .map(recordOf)
        .filter((version) => version["served"] === true)
        .flatMap((version) => {
          const source = recordOf(recordOf(version["schema"])["openAPIV3Schema"]);
          const { status: _free, metadata: _ours, ...properties } = recordOf(source["properties"]);
          return strangers({ properties }, rootLevel(structure), structure, kind);
        });
      expect(unknown).toEqual([]);
    },
  );
});
