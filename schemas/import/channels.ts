import type { Schema } from "../../src/schema/schema.ts";
import type { KindSource, VersionSource } from "./crd.ts";
import { structureOf } from "./history.ts";

/**
 * The kinds of a release that has two channels: where both have a kind, the standard one decides, and what only the
 * experimental one has is marked.
 */
export function joinChannels(
  standard: readonly KindSource[],
  experimental: readonly KindSource[],
): readonly KindSource[] {
  const others = new Map(experimental.map((kind) => [nameOf(kind), kind]));
  const known = new Set(standard.map(nameOf));
  return [
    ...standard.map((kind) => joinKind(kind, others.get(nameOf(kind)))),
    ...experimental.filter((kind) => !known.has(nameOf(kind))).map(onlyExperimental),
  ];
}

function nameOf({ group, kind }: KindSource): string {
  return `${group}/${kind}`;
}

function onlyExperimental(source: KindSource): KindSource {
  return { ...source, versions: source.versions.map(markedVersion) };
}

function markedVersion(version: VersionSource): VersionSource {
  return version.served ? { ...version, isExperimental: true } : version;
}

function joinKind(standard: KindSource, experimental: KindSource | undefined): KindSource {
  const own = structureOf(standard);
  const other = experimental && structureOf(experimental);
  if (experimental === undefined || own === undefined || other === undefined) return standard;
  return {
    ...standard,
    versions: joinVersions(standard.versions, experimental.versions),
    structures: [joinStructures(own, other)],
  };
}

function joinVersions(
  standard: readonly VersionSource[],
  experimental: readonly VersionSource[],
): readonly VersionSource[] {
  const isServed = (name: string): boolean => standard.some((it) => it.name === name && it.served);
  const added = experimental.filter(({ name, served }) => served && !isServed(name));
  const kept = standard.filter(({ name }) => !added.some((it) => it.name === name));
  return [...kept, ...added.map(experimentalVersion)];
}

/** What is stored, the standard channel decides. */
function experimentalVersion(version: VersionSource): VersionSource {
  return { ...version, stored: false, isExperimental: true };
}

function joinStructures(standard: Schema, experimental: Schema): Schema {
  const { properties, items, additionalProperties: values } = standard;
  return {
    ...standard,
    ...joinEnums(standard, experimental),
    ...(properties && {
      properties: joinFields(properties, experimental.properties ?? {}),
    }),
    ...(items && experimental.items && { items: joinStructures(items, experimental.items) }),
    ...(values &&
      experimental.additionalProperties && {
        additionalProperties: joinStructures(values, experimental.additionalProperties),
      }),
  };
}

function joinFields(
  standard: Readonly<Record<string, Schema>>,
  experimental: Readonly<Record<string, Schema>>,
): Readonly<Record<string, Schema>> {
  const names = [...new Set([...Object.keys(standard), ...Object.keys(experimental)])].toSorted();
  return Object.fromEntries(
    names.map((name) => {
      const own = standard[name];
      const other = experimental[name] ?? {};
      return [name, own ? joinStructures(own, other) : { ...other, "x-experimental": {} }];
    }),
  );
}

function joinEnums(standard: Schema, experimental: Schema): Schema {
  const known = standard.enum ?? [];
  const added = (experimental.enum ?? []).filter((value) => !known.includes(value));
  if (known.length === 0 || added.length === 0) return {};
  return {
    enum: [...known, ...added],
    "x-enum-experimental": Object.fromEntries(added.map((value) => [String(value), {}])),
  };
}
