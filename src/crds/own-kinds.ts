import { readCrd, type KindSource } from "../../schemas/import/crd.ts";
import { addReleases, nothing } from "../../schemas/import/import-schemas.ts";
import { isRecord, listOf, recordOf } from "../../schemas/import/json.ts";
import { kindPath, layOut } from "../../schemas/import/layout.ts";
import { sharedSchemas } from "../schema/load-structures.ts";
import type { KindSchema, Schema } from "../schema/schema.ts";
import type { Structure, StructureOf } from "../schema/structure.ts";
import { compileSchema, ownPattern, type LoadChunk } from "./compile-schema.ts";
import { withoutUnknown } from "./without-unknown.ts";

const noMarks = { hasRemoved: false, hasExperimental: false };

/** Not one of the products whose releases are known. */
const product = "own";

/** The structures of the kinds that CustomResourceDefinitions define; each is compiled when it is first asked for. */
export function ownKinds(documents: readonly unknown[], load: LoadChunk): StructureOf {
  const schemas = schemasOf(documents);
  const shared = sharedSchemas(load);
  const structures = new Map<string, Structure>();
  return (group, kind) => {
    const path = kindPath(group, kind);
    const known = structures.get(path);
    const schema = schemas.get(path);
    if (known !== undefined || schema === undefined) return known;
    let compiled: Structure["validate"] | undefined;
    const validate: Structure["validate"] = (value) => {
      compiled ??= compileSchema(schema, load);
      return compiled(value);
    };
    const structure = { product, schema, marks: noMarks, shared, validate };
    structures.set(path, structure);
    return structure;
  };
}

/** How many kinds documents define. */
export function countCrds(documents: readonly unknown[]): number {
  return definitionsIn(documents).length;
}

function schemasOf(documents: readonly unknown[]): ReadonlyMap<string, KindSchema> {
  const kinds = definitionsIn(documents).flatMap((crd) => readCrd(withoutUnknown(crd)) ?? []);
  // One after the other, as two definitions of a kind would be two releases of it.
  const laidOut = kinds.flatMap((kind) => Array.from(layOutAlone(kind)));
  return new Map(laidOut.flatMap(([path, schema]) => (isKind(schema) ? [[path, schema]] : [])));
}

function layOutAlone(kind: KindSource): ReadonlyMap<string, Schema> {
  const source = { product, release: "1.0", kinds: [kind], parts: new Map<string, Schema>() };
  const laidOut = layOut(addReleases(nothing, [source]));
  return new Map(Array.from(laidOut, ([path, schema]) => [path, withOwnPatterns(schema)]));
}

function withOwnPatterns(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_key, value) =>
    typeof Object(value).pattern === "string" ? { ...value, [ownPattern]: true } : value,
  );
}

function isKind(schema: Schema): schema is KindSchema {
  return "x-versions" in schema;
}

/** `kubectl get crds -o yaml` prints a list. */
function definitionsIn(documents: readonly unknown[]): readonly unknown[] {
  return documents.flatMap((document) => {
    const { kind, items } = recordOf(document);
    if (Array.isArray(items)) return definitionsIn(listOf(items).filter(isRecord));
    return kind === "CustomResourceDefinition" ? [document] : [];
  });
}
