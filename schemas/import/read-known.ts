import type { KindSchema, Schema } from "../../src/schema/schema.ts";
import type { KindHistory } from "./history.ts";
import { nothing, type Knowledge } from "./import-schemas.ts";
import { kindPath } from "./layout.ts";
import { mapReferences, mapSchemas } from "./references.ts";

/** Reads one file below `schemas/`; `undefined` if it is not there. */
export type ReadFile = (path: string) => string | undefined;

/** What an earlier import wrote, so that a new release can be added without the old ones at hand. */
export function readKnown(read: ReadFile): Knowledge {
  const text = read("kinds.json");
  if (text === undefined) return nothing;
  // Written by filesOf().
  const index: Index = JSON.parse(text);
  const parts = new Map<string, Schema>();
  const shared = new Set<string>();
  const kinds = index.kinds.map(({ group, kind }) => {
    const schema = parse(read(kindPath(group, kind)));
    for (const file of sharedFiles(schema)) shared.add(file);
    return historyOf({ group, kind, schema, parts });
  });
  for (const file of shared) readShared(file, { read, parts, shared });
  return {
    kinds,
    parts: new Map([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    coverage: new Map(Object.entries(index.releases)),
    products: new Map(index.kinds.map((it) => [`${it.group}/${it.kind}`, it.product])),
  };
}

interface Index {
  readonly releases: Readonly<Record<string, { readonly first: string; readonly last: string }>>;
  readonly kinds: readonly {
    readonly group: string;
    readonly kind: string;
    readonly product: string;
  }[];
}

function parse(text: string | undefined): KindSchema {
  // Written by filesOf().
  const schema: KindSchema = JSON.parse(text ?? '{"x-versions":{}}');
  return schema;
}

interface KindFile {
  readonly group: string;
  readonly kind: string;
  readonly schema: KindSchema;
  /** Takes the parts of Kubernetes that stand in the file. */
  readonly parts: Map<string, Schema>;
}

function historyOf({ group, kind, schema, parts }: KindFile): KindHistory {
  const { $defs = {}, "x-versions": versions, ...structure } = schema;
  for (const [name, part] of Object.entries($defs)) {
    if (name.includes(".")) parts.set(partName(name), mapReferences(part, inFull));
  }
  return { group, kind, versions, structure: mapReferences(writtenOut(structure, $defs), inFull) };
}

/** The structure with every definition that was only a repetition back in its places. */
function writtenOut(structure: Schema, definitions: Readonly<Record<string, Schema>>): Schema {
  return mapSchemas(structure, (part) => {
    const name = part.$ref?.startsWith("#/$defs/") ? part.$ref.slice(8) : ".";
    const target = name.includes(".") ? undefined : definitions[name];
    if (target === undefined) return part;
    const { $ref: _repetition, ...marks } = part;
    return { ...writtenOut(target, definitions), ...marks };
  });
}

/** `core.v1.PodSpec` is `core.v1/PodSpec`. */
function partName(name: string): string {
  return name.replace(/\.(\w+)$/, "/$1");
}

function inFull(reference: string): string {
  const [file = "", name = ""] = reference.split("#/$defs/");
  return file === "" ? partName(name) : `${baseOf(file)}/${name}`;
}

function baseOf(file: string): string {
  return file.replace("../kubernetes/", "").replace(".json", "");
}

function sharedFiles(schema: Schema): readonly string[] {
  return [...JSON.stringify(schema).matchAll(/"\.\.\/(kubernetes\/[^"]+\.json)#/g)].flatMap(
    ([, file]) => file ?? [],
  );
}

interface Sharing {
  readonly read: ReadFile;
  readonly parts: Map<string, Schema>;
  readonly shared: Set<string>;
}

/** Files named on the way join `shared`, which its reader goes through to the end. */
function readShared(path: string, { read, parts, shared }: Sharing): void {
  const schema = parse(read(path));
  const file = baseOf(`../${path}`);
  for (const other of sharedFiles(schema)) shared.add(other);
  for (const [name, part] of Object.entries(schema.$defs ?? {})) {
    const toFull = (reference: string) =>
      reference.startsWith("#") ? `${file}/${reference.slice(8)}` : inFull(reference);
    parts.set(`${file}/${name}`, mapReferences(part, toFull));
  }
}
