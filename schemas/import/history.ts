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
  const structure = next && structureOf(next);
  if (known === undefined) {
    if (next === undefined || structure === undefined) return undefined;
    const { group, kind } = next;
    return { group, kind, structure, versions: extendVersions({}, next, step) };
  }
  const versions = extendVersions(known.versions, next, step);
  if (structure === undefined) return { ...known, versions };
  return { ...known, versions, structure: extendStructure(known.structure, structure, step) };
}

/** The fields of all served versions of one release. */
export function structureOf({ structures }: KindSource): Schema | undefined {
  const [newest, ...others] = structures;
  return newest && others.reduce(withOlderFields, newest);
}

/** `newer` decides about all but the fields. */
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
    const isExperimental = version?.isExperimental === true;
    const { looser = [] } = version ?? {};
    const experimental = extendRange(known[name]?.experimental, isExperimental, step);
    return [
      name,
      {
        ...(served && { served }),
        ...(stored && { stored }),
        ...(experimental && { experimental }),
        ...(looser.length > 0 && { looser }),
      },
    ] as const;
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
    ...channelMark(known, next, step),
    ...enumMarks(known, next, step),
    ...enumChannels(known, next, step),
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

/** Whether a field is, or was, in the experimental channel only. */
function channelMark(known: Schema, next: Schema, step: Step): Schema {
  const isExperimental = next["x-experimental"] !== undefined;
  const range = extendRange(known["x-experimental"], isExperimental, step);
  return range === undefined ? {} : { "x-experimental": range };
}

function enumChannels(known: Schema, next: Schema, step: Step): Schema {
  const before = known["x-enum-experimental"] ?? {};
  const ranges = (next.enum ?? []).flatMap((value) => {
    const isExperimental = next["x-enum-experimental"]?.[String(value)] !== undefined;
    // A value that is new has never been anywhere else.
    const since = known.enum?.includes(value) === true ? step : { ...step, previous: undefined };
    const range = extendRange(before[String(value)], isExperimental, isExperimental ? since : step);
    return range === undefined ? [] : [[String(value), range] as const];
  });
  return ranges.length === 0 ? {} : { "x-enum-experimental": Object.fromEntries(ranges) };
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
