import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import { levelBelow, rootLevel, type Level } from "./level.ts";
import type { ReleaseRange } from "./schema.ts";
import type { Structure } from "./structure.ts";
import type { Violation } from "./violation.ts";

/** Negative if release `a` (`1.9`) is older than `b` (`1.10`). */
export function compareReleases(a: string, b: string): number {
  return a === b ? 0 : orderOf(a) - orderOf(b);
}

/** Asked for every resource, so it makes no lists. */
function orderOf(release: string): number {
  const dot = release.indexOf(".");
  return dot < 0
    ? Number(release) * mostMinors
    : Number(release.slice(0, dot)) * mostMinors + Number(release.slice(dot + 1));
}

const mostMinors = 10_000;

export function inRelease({ since, until }: ReleaseRange, release: string): boolean {
  if (since !== undefined && compareReleases(since, release) > 0) return false;
  return until === undefined || compareReleases(until, release) >= 0;
}

/** Fields and values of a resource that the release aimed at does not have yet, or no longer. */
export function findReleaseViolations(
  resource: Resource,
  structure: Structure,
  release: string,
): readonly Violation[] {
  const visit = (field: Field, level: Level): readonly Violation[] => {
    const found = releaseViolation(field, level, { product: structure.product, resource, release });
    if (found) return [found];
    return [...field.entries(), ...field.items()].flatMap((child) => {
      const below = child.step === undefined ? undefined : levelBelow(level, child.step, structure);
      return below ? visit(child, below) : [];
    });
  };
  return visit(resource.root, rootLevel(structure));
}

interface Aim {
  readonly product: string;
  readonly resource: Resource;
  readonly release: string;
}

function releaseViolation(
  field: Field,
  { schema }: Level,
  { product, resource, release }: Aim,
): Violation | undefined {
  const { "x-since": since, "x-until": until } = schema;
  if (since !== undefined && compareReleases(since, release) > 0) {
    return { kind: "newer-field", product, what: "field", since, target: release, resource, field };
  }
  if (until !== undefined && compareReleases(until, release) < 0) {
    return { kind: "removed-field", product, until, target: release, resource, field };
  }
  const value = field.text;
  const valueSince = value === undefined ? undefined : schema["x-enum-since"]?.[value];
  if (valueSince === undefined || compareReleases(valueSince, release) <= 0) return undefined;
  return {
    kind: "newer-field",
    product,
    what: "value",
    since: valueSince,
    target: release,
    resource,
    field,
  };
}
