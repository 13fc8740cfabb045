import type { ApiVersion, ReleaseRange, Schema } from "../../src/schema/schema.ts";
import type { KindSource } from "./crd.ts";

/** One more release of a product, read after `previous`; the first one has none and leaves no marks. */
export interface Step {
  readonly release: string;
  readonly previous: string | undefined;
}

/** A kind over all releases that were read. */
export interface KindHistory {
  readonly group: string;
  readonly kind: string;
  readonly versions: Readonly<Record<string, ApiVersion>>;
  readonly structure: Schema;
}

/** `known` and what the next release has of the same kind; each may be missing. */
export function extendKind(
  known: KindHistory | undefined,
  next: KindSource | undefined,
  step: Step,
): KindHistory | undefined {
  const structure = next?.structures.reduceRight((older, newer) => withOlderFields(newer, older));
  if (known === undefined) {
    if (next === undefined || structure === undefined) return undefined;
    const { group, kind } = next;
    return { group, kind, structure, versions: extendVersions({}, next, step) };
  }
  const versions = extendVersions(known.versions, next, step);
  if (structure === undefined) return { ...known, versions };
  return { ...known, versions, structure: extendStructure(known.structure, structure, step) };
}

/** The fields of all served versions of one release; `newer` decides about the rest. */
function withOlderFields(newer: Schema, older: Schema): Schema {
  return extendStructure(older, newer, { release: "", previous: undefined });
}

function extendVersions(
  known: KindHistory["versions"],
  next: KindSource | undefined,
  step: Step,
): KindHistory["versions"] {
  const present = new Map(next?.versions.map((version) => [version.name, version]));
  const names = [...new Set([...Object.keys(known), ...present.keys()])].toSorted();
  const versions = names.map((name) => {
    const version = present.get(name);
    const served = extendRange(known[name]?.served, version?.served === true, step);
    const stored = extendRange(known[name]?.stored, version?.stored === true, step);
    return [name, { ...(served && { served }), ...(stored && { stored }) }] as const;
  });
  return Object.fromEntries(versions);
}

function extendRange(
  known: ReleaseRange | undefined,
  present: boolean,
  { release, previous }: Step,
): ReleaseRange | undefined {
  if (present) {
    if (known) return known.since === undefined ? {} : { since: known.since };
    return previous === undefined ? {} : { since: release };
  }
  if (known === undefined || known.until !== undefined || previous === undefined) return known;
  return { ...known, until: previous };
}

/** `next` with the fields that only `known` has, and every field with its first and last release. */
export function extendStructure(known: Schema, next: Schema, step: Step): Schema {
  return {
    ...next,
    ...marks(known),
    ...enumMarks(known, next, step),
    ...(next.properties && {
      properties: extendFields(known.properties ?? {}, next.properties, step),
    }),
    ...(next.items && known.items && { items: extendStructure(known.items, next.items, step) }),
    ...(next.additionalProperties &&
      known.additionalProperties && {
        additionalProperties: extendStructure(
          known.additionalProperties,
          next.additionalProperties,
          step,
        ),
      }),
  };
}

function marks(known: Schema): Schema {
  const since = known["x-since"];
  return since === undefined ? {} : { "x-since": since };
}

function extendFields(
  known: Readonly<Record<string, Schema>>,
  next: Readonly<Record<string, Schema>>,
  step: Step,
): Readonly<Record<string, Schema>> {
  const names = [...new Set([...Object.keys(known), ...Object.keys(next)])].toSorted();
  return Object.fromEntries(
    names.map((name) => [name, extendField(known[name], next[name], step)]),
  );
}

function extendField(known: Schema | undefined, next: Schema | undefined, step: Step): Schema {
  if (known && next) return extendStructure(known, next, step);
  if (next) return step.previous === undefined ? next : { ...next, "x-since": step.release };
  const gone = known ?? {};
  if (gone["x-until"] !== undefined || step.previous === undefined) return gone;
  return { ...gone, "x-until": step.previous };
}

function enumMarks(known: Schema, next: Schema, { release, previous }: Step): Schema {
  const before = known.enum;
  if (next.enum === undefined || before === undefined) return {};
  const since = next.enum.flatMap((value) => {
    const mark = known["x-enum-since"]?.[String(value)];
    if (mark !== undefined) return [[String(value), mark] as const];
    const isNew = previous !== undefined && !before.includes(value);
    return isNew ? [[String(value), release] as const] : [];
  });
  return since.length === 0 ? {} : { "x-enum-since": Object.fromEntries(since) };
}
