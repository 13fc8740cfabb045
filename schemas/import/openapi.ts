import type { Schema } from "../../src/schema/schema.ts";
import type { KindSource } from "./crd.ts";
import {
  isRecord,
  listOf,
  recordOf,
  sortedEntries,
  stringOf,
  stringsOf,
  type JsonRecord,
} from "./json.ts";
import { scalarKeywords } from "./keywords.ts";

/** The kinds of one release's OpenAPI document, and the parts that they refer to by `core.v1/PodSpec`. */
export interface OpenApiSource {
  readonly kinds: readonly KindSource[];
  readonly parts: ReadonlyMap<string, Schema>;
}

export function readOpenApi(document: unknown): OpenApiSource {
  const schemas = recordOf(recordOf(recordOf(document)["components"])["schemas"]);
  const kinds: KindSource[] = [];
  const parts = new Map<string, Schema>();
  for (const [name, schema] of sortedEntries(schemas)) {
    const identity = listOf(recordOf(schema)["x-kubernetes-group-version-kind"]).find(isRecord);
    const structure = asValidated(shortName(name), structureOfPart(schema, schemas));
    parts.set(shortName(name), structure);
    if (identity === undefined) continue;
    kinds.push({
      group: stringOf(identity["group"]),
      kind: stringOf(identity["kind"]),
      versions: [{ name: stringOf(identity["version"]), served: true, stored: true }],
      structures: [withOpenStatus(structure)],
    });
  }
  return { kinds, parts };
}

/**
 * Fields that OpenAPI documents call required, but whose zero value the API server accepts: it decodes what is left out
 * to that, and validates the object then. Source: `pkg/apis/core/validation/validation.go` (ValidateHTTPGetAction and
 * ValidateSysctls look at names only, an empty node selector term is valid, a LUN is 0 to 255), and
 * `pkg/apis/discovery/validation/validation.go` (validateEndpoints: at most, not at least).
 */
const validWhenLeftOut: Readonly<Record<string, readonly string[]>> = {
  "core.v1/HTTPHeader": ["value"],
  "core.v1/ISCSIVolumeSource": ["lun"],
  "core.v1/PreferredSchedulingTerm": ["preference"],
  "core.v1/Sysctl": ["value"],
  "discovery.v1/EndpointSlice": ["endpoints"],
};

function asValidated(name: string, structure: Schema): Schema {
  const optional = validWhenLeftOut[name] ?? [];
  const { required = [], ...others } = structure;
  const left = required.filter((field) => !optional.includes(field));
  return left.length > 0 ? { ...others, required: left } : others;
}

function withOpenStatus(structure: Schema): Schema {
  const { properties } = structure;
  if (properties?.["status"] === undefined) return structure;
  return { ...structure, properties: { ...properties, status: {} } };
}

/** `io.k8s.api.core.v1.PodSpec` is `core.v1/PodSpec`. */
function shortName(name: string): string {
  const [, group, rest] = /([^.]+\.v\d\w*)\.(\w+)$/.exec(name) ?? [];
  return group === undefined ? name : `${group}/${rest}`;
}

function structureOfPart(value: unknown, schemas: JsonRecord): Schema {
  const source = recordOf(value);
  const target = referenceOf(source);
  if (target !== undefined) return structureOfReference(target, schemas);
  const properties = sortedEntries(recordOf(source["properties"])).map(
    ([name, property]) => [name, structureOfPart(property, schemas)] as const,
  );
  const map = source["additionalProperties"];
  const required = stringsOf(source["required"]).toSorted();
  return {
    ...scalarKeywords(source),
    ...typesOfChoices(source),
    ...(required.length > 0 && { required }),
    ...(properties.length > 0 && {
      properties: Object.fromEntries(properties),
      additionalProperties: false,
    }),
    ...(isRecord(map) && { additionalProperties: structureOfPart(map, schemas) }),
    ...(isRecord(source["items"]) && { items: structureOfPart(source["items"], schemas) }),
  };
}

/** `$ref`, or the `allOf` with one `$ref` that leaves room for a default beside it. */
function referenceOf(source: JsonRecord): string | undefined {
  const [only, ...others] = listOf(source["allOf"]).filter(isRecord);
  const reference = source["$ref"] ?? (others.length === 0 ? only?.["$ref"] : undefined);
  return typeof reference === "string" ? reference.split("/").at(-1) : undefined;
}

/** Objects with names of their own stay references; names for a string, a number or a free object are spelled out. */
function structureOfReference(name: string, schemas: JsonRecord): Schema {
  const target = recordOf(schemas[name]);
  return isRecord(target["properties"])
    ? { $ref: shortName(name) }
    : structureOfPart(target, schemas);
}

/** Quantities and int-or-strings are `oneOf` two types. */
function typesOfChoices(source: JsonRecord): Schema {
  const choices = listOf(source["oneOf"]).flatMap((choice) => {
    const { type } = scalarKeywords(recordOf(choice));
    return typeof type === "string" ? [type] : [];
  });
  return choices.length > 0 ? { type: choices.toSorted() } : {};
}
