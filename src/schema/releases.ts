import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import { newestRelease } from "./kinds.ts";
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

/**
 * Fields and values of a resource that the release aimed at does not have yet, or no longer, or in its experimental
 * channel only. Without a configured release, only the last is reported, for the newest release.
 */
export function findReleaseViolations(
  resource: Resource,
  structure: Structure,
  target: string | undefined,
  isExperimental: boolean,
): readonly Violation[] {
  const release = target ?? newestRelease(structure.product);
  if (release === undefined) return [];
  const aim = { product: structure.product, resource, target, release, isExperimental };
  const visit = (field: Field, level: Level): readonly Violation[] => {
    const found = releaseViolation(field, level, aim);
    if (found) return [found];
    return [...field.entries(), ...field.items()].flatMap((child) => {
      const below = child.step === undefined ? undefined : levelBelow(level, child.step, structure);
      return below ? visit(child, below) : [];
    });
  };
  return withoutDeciders(visit(resource.root, rootLevel(structure)));
}

/** The value of `type` that selects a sibling field is one mistake together with that field. */
function withoutDeciders(violations: readonly Violation[]): readonly Violation[] {
  const fields = violations.filter((it) => it.kind === "experimental-field" && it.what === "field");
  return violations.filter(
    (violation) =>
      violation.kind !== "experimental-field" ||
      violation.what !== "value" ||
      !fields.some(({ field }) => field.parent?.record === violation.field.parent?.record),
  );
}

interface Aim {
  readonly product: string;
  readonly resource: Resource;
  /** The release aimed at, if any, and the one that decides about channels. */
  readonly target: string | undefined;
  readonly release: string;
  /** The whole resource is of the experimental channel. */
  readonly isExperimental: boolean;
}

function releaseViolation(field: Field, { schema }: Level, aim: Aim): Violation | undefined {
  const value = field.text;
  const { "x-since": since, "x-until": until, "x-enum-since": valuesSince } = schema;
  return (
    ageViolation("field", field, { since, until }, aim) ??
    channelViolation("field", field, schema["x-experimental"], aim) ??
    (value === undefined
      ? undefined
      : (ageViolation("value", field, { since: valuesSince?.[value] }, aim) ??
        channelViolation("value", field, schema["x-enum-experimental"]?.[value], aim)))
  );
}

function ageViolation(
  what: "field" | "value",
  field: Field,
  { since, until }: { readonly since: string | undefined; readonly until?: string | undefined },
  { product, resource, target }: Aim,
): Violation | undefined {
  if (target === undefined) return undefined;
  if (since !== undefined && compareReleases(since, target) > 0) {
    return { kind: "newer-field", product, what, since, target, resource, field };
  }
  if (until !== undefined && compareReleases(until, target) < 0) {
    return { kind: "removed-field", product, until, target, resource, field };
  }
  return undefined;
}

function channelViolation(
  what: "field" | "value",
  field: Field,
  range: ReleaseRange | undefined,
  { resource, release, isExperimental }: Aim,
): Violation | undefined {
  if (range === undefined || isExperimental || !inRelease(range, release)) return undefined;
  const { until } = range;
  return {
    kind: "experimental-field",
    what,
    release,
    ...(until !== undefined && { until }),
    resource,
    field,
  };
}
