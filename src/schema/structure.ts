import type { Resource } from "../manifest/resource.ts";
import { knowComing } from "./coming-fields.ts";
import { explainErrors } from "./explain-errors.ts";
import { newestRelease } from "./kinds.ts";
import { compareReleases, findReleaseViolations, inRelease } from "./releases.ts";
import type { ApiVersion, KindSchema, Schema } from "./schema.ts";
import { objectValue } from "./object-value.ts";
import { isSound } from "./sound.ts";
import type { Violation } from "./violation.ts";

/** One error of a compiled validator. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Everything known about one kind, compiled. */
export interface Structure {
  readonly product: string;
  readonly schema: KindSchema;
  /** Whether fields of the kind were removed since the oldest release that is known. */
  readonly hasRemovedFields: boolean;
  /** A file of parts that kinds share, by the path in a `$ref`: `../kubernetes/core.v1.json`. */
  readonly shared: (file: string) => Schema;
  /** The errors of a plain value; empty where it is in order. */
  readonly validate: (value: unknown) => readonly SchemaError[];
}

/** Finds the structure of a kind, and loads it if need be. */
export type StructureOf = (group: string, kind: string) => Structure | undefined;

/** Served by every Kubernetes, but not among the structures. */
const unstructured: ReadonlySet<string> = new Set(["autoscaling/v1"]);

/** The releases aimed at (`1.31`), by product; where there is none, any release will do. */
export type Releases = Readonly<Record<string, string | undefined>>;

/** All mistakes against the structure of a resource's kind, one for each mistake. */
export function findViolations(
  resource: Resource,
  structure: Structure,
  releases: Releases,
): readonly Violation[] {
  if (unstructured.has(resource.apiVersion.value)) return [];
  const target = releases[structure.product];
  const version = versionViolation(resource, structure, target);
  if (version) return [version];
  const errors = isSound(resource, structure)
    ? []
    : structure.validate(objectValue(resource, structure));
  const violations = errors.length === 0 ? [] : explainErrors(errors, resource, structure);
  if (target === undefined) return violations;
  const known = violations.map((violation) => knowComing(violation, target));
  if (!differs(structure, target)) return known;
  return [...known, ...findReleaseViolations(resource, structure, target)];
}

/** Whether the structure of the release aimed at may be another than the newest one. */
function differs({ hasRemovedFields, product }: Structure, target: string): boolean {
  return hasRemovedFields || compareReleases(target, newestRelease(product) ?? target) < 0;
}

function versionViolation(
  resource: Resource,
  { product, schema }: Structure,
  target: string | undefined,
): Violation | undefined {
  const field = resource.root.get("apiVersion") ?? resource.root;
  const versions = schema["x-versions"];
  const range = versions[resource.version]?.served;
  if (target === undefined ? resource.version in versions : range && inRelease(range, target)) {
    return undefined;
  }
  const since = range?.since;
  if (since !== undefined && target !== undefined && compareReleases(since, target) > 0) {
    return { kind: "newer-field", product, what: "version", since, target, resource, field };
  }
  const served = Object.entries(versions)
    .filter(([, version]) => isServed(version, target))
    .toSorted(([, a], [, b]) => preference(b) - preference(a))
    .map(([name]) => (resource.group === "" ? name : `${resource.group}/${name}`));
  return { kind: "unknown-api-version", served, resource, field };
}

function isServed({ served }: ApiVersion, target: string | undefined): boolean {
  if (served === undefined) return false;
  return target === undefined ? served.until === undefined : inRelease(served, target);
}

/** What is stored is what its makers recommend. */
function preference({ stored }: ApiVersion): number {
  return stored !== undefined && stored.until === undefined ? 1 : 0;
}
