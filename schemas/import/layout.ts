import type { KindSchema, Schema } from "../../src/schema/schema.ts";
import type { KindHistory } from "./history.ts";
import { mapReferences, referencesOf } from "./references.ts";
import { shareRepeated } from "./share.ts";

/** All that was read, ready to be written: `parts` are what kinds refer to, by `core.v1/PodSpec`. */
export interface Histories {
  readonly kinds: readonly KindHistory[];
  readonly parts: ReadonlyMap<string, Schema>;
}

/** The files of `schemas/`, by path. A part that one kind alone needs stands in this kind's file. */
export function layOut(histories: Histories): ReadonlyMap<string, Schema> {
  const users = countUsers(histories);
  const files = new Map<string, Schema>();
  for (const history of histories.kinds) {
    files.set(kindPath(history.group, history.kind), kindFile(history, histories, users));
  }
  for (const [path, parts] of sharedParts(histories, users)) files.set(path, { $defs: parts });
  return files;
}

export function kindPath(group: string, kind: string): string {
  return `${group === "" ? "core" : group}/${kind}.json`;
}

function kindFile(
  { structure, versions }: KindHistory,
  { parts }: Histories,
  users: ReadonlyMap<string, number>,
): KindSchema {
  const isOwn = (name: string) => users.get(name) === 1 && parts.has(name);
  const own = [...reachable(structure, parts)].filter(isOwn);
  const pointTo = (name: string) =>
    isOwn(name) ? `#/$defs/${ownName(name)}` : sharedReference(name);
  const repeated = shareRepeated(mapReferences(structure, pointTo));
  const definitions = Object.fromEntries(
    own.map((name) => [ownName(name), mapReferences(parts.get(name) ?? {}, pointTo)]),
  );
  const $defs = { ...repeated.$defs, ...definitions };
  const hasDefinitions = Object.keys($defs).length > 0;
  return { "x-versions": versions, ...repeated, ...(hasDefinitions && { $defs }) };
}

/** The dot tells a part of Kubernetes from one that was only written twice. */
function ownName(name: string): string {
  return name.replace("/", ".");
}

function sharedReference(name: string): string {
  const [file, part] = name.split("/");
  return `../kubernetes/${file}.json#/$defs/${part}`;
}

function sharedParts(
  { parts }: Histories,
  users: ReadonlyMap<string, number>,
): ReadonlyMap<string, Record<string, Schema>> {
  const files = new Map<string, Record<string, Schema>>();
  for (const [name, schema] of parts) {
    if ((users.get(name) ?? 0) < 2) continue;
    const [file = "", part = ""] = name.split("/");
    const path = `kubernetes/${file}.json`;
    const definitions = files.get(path) ?? {};
    const pointTo = (other: string) =>
      other.startsWith(`${file}/`)
        ? `#/$defs/${other.slice(file.length + 1)}`
        : sharedReference(other);
    definitions[part] = mapReferences(schema, pointTo);
    files.set(path, definitions);
  }
  return files;
}

/** How many kinds need each part, directly or through another part. */
function countUsers({ kinds, parts }: Histories): ReadonlyMap<string, number> {
  const users = new Map<string, number>();
  for (const { structure } of kinds) {
    for (const name of reachable(structure, parts)) users.set(name, (users.get(name) ?? 0) + 1);
  }
  return users;
}

function reachable(structure: Schema, parts: ReadonlyMap<string, Schema>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...referencesOf(structure)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...referencesOf(parts.get(name) ?? {}));
  }
  return found;
}
