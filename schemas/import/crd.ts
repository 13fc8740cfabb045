import type { Schema } from "../../src/schema/schema.ts";
import { alternatives } from "./alternatives.ts";
import { looserThan } from "./looser.ts";
import {
  isRecord,
  listOf,
  recordOf,
  sortedEntries,
  stringOf,
  stringsOf,
  type JsonRecord,
} from "./json.ts";
import { requiredFields, scalarKeywords } from "./keywords.ts";

export interface VersionSource {
  readonly name: string;
  readonly served: boolean;
  readonly stored: boolean;
  /** Served in the experimental channel only. */
  readonly isExperimental?: boolean;
  /** What the newest version requires and this one does not. */
  readonly looser?: readonly string[];
}

/** One kind as one release has it. */
export interface KindSource {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly VersionSource[];
  /** One for each served version, the newest first. */
  readonly structures: readonly Schema[];
}

/** The part of Kubernetes that `metadata` of every kind is. */
const objectMeta = "meta.v1/ObjectMeta";

/** The kind that a CustomResourceDefinition defines; `undefined` where no version is served. */
export function readCrd(document: unknown): KindSource | undefined {
  const spec = recordOf(recordOf(document)["spec"]);
  const versions = listOf(spec["versions"])
    .filter(isRecord)
    .toSorted((a, b) => compareVersions(stringOf(b["name"]), stringOf(a["name"])));
  const served = versions.filter((version) => version["served"] === true);
  if (served.length === 0) return undefined;
  const structures = served.map((version) =>
    rootOfCrd(recordOf(version["schema"])["openAPIV3Schema"]),
  );
  const looserBy = served.map((_, index) =>
    looserThan(structures[0] ?? {}, structures[index] ?? {}),
  );
  return {
    group: stringOf(spec["group"]),
    kind: stringOf(recordOf(spec["names"])["kind"]),
    versions: versions.map((version) => ({
      name: stringOf(version["name"]),
      served: version["served"] === true,
      stored: version["storage"] === true,
      looser: looserBy[served.indexOf(version)] ?? [],
    })),
    structures,
  };
}

/** Kubernetes' order: `v1alpha3`, `v1beta1`, `v1`, `v2`. */
function compareVersions(a: string, b: string): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(version: string): number {
  const [, major = "0", stage = "", step = "0"] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
  const maturity = stage === "" ? 2 : stage === "beta" ? 1 : 0;
  return maturity * 1_000_000 + Number(major) * 1000 + Number(step);
}

function rootOfCrd(source: unknown): Schema {
  const root = structureOfCrd(source);
  return {
    ...root,
    properties: {
      ...root.properties,
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { $ref: objectMeta },
      status: {},
    },
  };
}

/** The structural part of an `openAPIV3Schema`. */
function structureOfCrd(value: unknown): Schema {
  const source = recordOf(value);
  const scalar = scalarKeywords(source);
  return {
    ...scalar,
    ...nullable(source, scalar),
    ...requiredFields(source),
    ...alternatives(intOrStringIsType(source)),
    ...listKeys(source),
    ...membersOfCrd(source),
    ...(isRecord(source["items"]) && { items: structureOfCrd(source["items"]) }),
  };
}

/** Null is taken where a field says so, and where a default replaces it. */
function nullable(source: JsonRecord, { type }: Schema): Schema {
  if (type === undefined || (source["nullable"] !== true && source["default"] === undefined)) {
    return {};
  }
  return { type: [...(typeof type === "string" ? [type] : type), "null"] };
}

/** Beside `x-kubernetes-int-or-string`, `anyOf` only repeats the two types. */
function intOrStringIsType(source: JsonRecord): JsonRecord {
  if (source["x-kubernetes-int-or-string"] !== true) return source;
  const { anyOf: _types, ...others } = source;
  return others;
}

/** Everything that a structural schema does not name is pruned, unless it says otherwise. */
function membersOfCrd(source: JsonRecord): Schema {
  if (isRecord(source["additionalProperties"])) {
    return { additionalProperties: structureOfCrd(source["additionalProperties"]) };
  }
  const open =
    source["x-kubernetes-preserve-unknown-fields"] === true ||
    source["additionalProperties"] === true;
  const named = sortedEntries(recordOf(source["properties"])).map(
    ([name, property]) => [name, structureOfCrd(property)] as const,
  );
  if (source["type"] !== "object" || (open && named.length === 0)) return {};
  const embedded = source["x-kubernetes-embedded-resource"] === true ? embeddedFields() : {};
  const properties = { ...embedded, ...Object.fromEntries(named) };
  return open ? { properties } : { properties, additionalProperties: false };
}

function embeddedFields(): Readonly<Record<string, Schema>> {
  return {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { $ref: objectMeta },
  };
}

function listKeys(source: JsonRecord): Schema {
  const type = source["x-kubernetes-list-type"];
  if (type === "map") return { "x-list-keys": stringsOf(source["x-kubernetes-list-map-keys"]) };
  return type === "set" ? { "x-list-keys": [] } : {};
}
