import type { Resource } from "../manifest/resource.ts";
import { explainErrors } from "./explain-errors.ts";
import { newestRelease } from "./kinds.ts";
import { compareReleases, findReleaseViolations, inRelease } from "./releases.ts";
import type { ApiVersion, KindSchema, ReleaseRange, Schema } from "./schema.ts";
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

/** All release facts of a structure. */
export interface StructureMarks {
  /** Fields of the kind were removed since the oldest release that is known. */
  readonly hasRemoved: boolean;
  /** The experimental channel has, or had, more than the standard one. */
  readonly hasExperimental: boolean;
}

/** Everything known about one kind, compiled. */
export interface Structure {
  readonly product: string;
  readonly schema: KindSchema;
  readonly marks: StructureMarks;
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
  if (version?.kind === "unknown-api-version" || version?.kind === "newer-field") return [version];
  const errors = isSound(resource, structure)
    ? []
    : structure.validate(objectValue(resource, structure));
  const violations = [
    ...(version ? [version] : []),
    ...(errors.length === 0 ? [] : explainErrors(errors, resource, structure)),
  ];
  if (!differs(structure, target)) return violations;
  // Of a version of the experimental channel there is no more to say.
  return [
    ...violations,
    ...findReleaseViolations(resource, structure, target, version !== undefined),
  ];
}

/** Whether the structure of the release aimed at may be another than the newest one. */
function differs({ marks, product }: Structure, target: string | undefined): boolean {
  if (marks.hasExperimental) return true;
  if (target === undefined) return false;
  return marks.hasRemoved || compareReleases(target, newestRelease(product) ?? target) < 0;
}

function versionViolation(
  resource: Resource,
  { product, schema }: Structure,
  target: string | undefined,
): Violation | undefined {
  const field = resource.root.get("apiVersion") ?? resource.root;
  const versions = schema["x-versions"];
  const { served: range, experimental } = versions[resource.version] ?? {};
  const release = target ?? newestRelease(product);
  if (release === undefined ? resource.version in versions : range && inRelease(range, release)) {
    return release !== undefined && experimental !== undefined && inRelease(experimental, release)
      ? {
          kind: "experimental-field",
          what: "version",
          release,
          ...untilOf(experimental),
          resource,
          field,
        }
      : undefined;
  }
  const since = range?.since;
  if (since !== undefined && target !== undefined && compareReleases(since, target) > 0) {
    return { kind: "newer-field", product, what: "version", since, target, resource, field };
  }
  const served = Object.entries(versions)
    .filter(([, version]) => isServed(version, release))
    .toSorted(([, a], [, b]) => preference(b) - preference(a))
    .map(([name]) => (resource.group === "" ? name : `${resource.group}/${name}`));
  const isAssumed = target === undefined && range !== undefined;
  return {
    kind: "unknown-api-version",
    product,
    served,
    ...untilOf(range),
    isAssumed,
    resource,
    field,
  };
}

function untilOf(range: ReleaseRange | undefined): { readonly until?: string } {
  return range?.until === undefined ? {} : { until: range.until };
}

/** What only the experimental channel serves is nothing to recommend. */
function isServed({ served, experimental }: ApiVersion, release: string | undefined): boolean {
  if (served === undefined) return false;
  if (release === undefined) return served.until === undefined;
  return inRelease(served, release) && !(experimental && inRelease(experimental, release));
}

/** What is stored is what its makers recommend. */
function preference({ stored }: ApiVersion): number {
  return stored !== undefined && stored.until === undefined ? 1 : 0;
}
