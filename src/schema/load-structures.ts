import { findKind } from "./kinds.ts";
import type { KindSchema, Schema } from "./schema.ts";
import type { SchemaError, Structure, StructureOf } from "./structure.ts";

/** What a compiled chunk exports. */
interface Chunk {
  /** The schema it was compiled from, as JSON. */
  readonly schema: string;
  readonly validate?: Validator;
}

interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/**
 * Structures from compiled chunks. `load` gets a path such as `networking.istio.io/Gateway.cjs` and returns what
 * the chunk exports; it is called once a chunk, when the first resource of the kind comes by.
 */
export function structuresFrom(load: (path: string) => unknown): StructureOf {
  const structures = new Map<string, Structure | undefined>();
  const shared = sharedSchemas(load);
  return (group, kind) => {
    const key = `${group}/${kind}`;
    if (!structures.has(key)) structures.set(key, loadStructure(group, kind, { load, shared }));
    return structures.get(key);
  };
}

/** Files of parts that kinds share, by the path in a `$ref`, each loaded once. */
export function sharedSchemas(load: (path: string) => unknown): Structure["shared"] {
  const files = new Map<string, Schema>();
  return (file) => {
    const known = files.get(file);
    if (known) return known;
    const chunk = chunkOf(load(file.replace("../", "").replace(/json$/, "cjs")));
    const schema = parseSchema(chunk.schema);
    files.set(file, schema);
    return schema;
  };
}

interface Sources {
  readonly load: (path: string) => unknown;
  readonly shared: Structure["shared"];
}

function loadStructure(group: string, kind: string, sources: Sources): Structure | undefined {
  const known = findKind(group, kind);
  if (known === undefined) return undefined;
  const chunk = chunkOf(sources.load(`${group === "" ? "core" : group}/${kind}.cjs`));
  const { validate } = chunk;
  if (validate === undefined) throw new TypeError(`the chunk of ${kind} has no validator`);
  let schema: KindSchema | undefined;
  return {
    product: known.product,
    hasRemovedFields: chunk.schema.includes('"x-until"'),
    shared: sources.shared,
    get schema() {
      schema ??= parseSchema(chunk.schema);
      return schema;
    },
    validate: (value) => (validate(value) ? [] : (validate.errors ?? [])),
  };
}

function chunkOf(exported: unknown): Chunk {
  if (!isChunk(exported)) throw new TypeError("a compiled schema does not hold its schema");
  return exported;
}

/** The border to compiled code; the build writes both sides of it. */
function isChunk(exported: unknown): exported is Chunk {
  return (
    typeof exported === "object" &&
    exported !== null &&
    "schema" in exported &&
    typeof exported.schema === "string" &&
    (!("validate" in exported) || typeof exported.validate === "function")
  );
}

function parseSchema(text: string): KindSchema {
  // The type is the importer's, which wrote this text.
  const schema: KindSchema = JSON.parse(text);
  return schema;
}
