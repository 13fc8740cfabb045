import { findKind } from "./kinds.ts";
import type { KindSchema, Schema } from "./schema.ts";
import type { SchemaError, Structure, StructureMarks, StructureOf } from "./structure.ts";

/** What a compiled chunk of a kind exports. */
interface Chunk {
  readonly validate: Validator;
}

interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/**
 * Structures from what the build made of them. `load` gets a path: `networking.istio.io/Gateway.json` gives the schema,
 * when the first resource of the kind comes by; with `.cjs` what the compiled chunk exports, when one has a mistake.
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
    const schema = schemaOf(load(file.replace("../", "")));
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
  const path = `${group === "" ? "core" : group}/${kind}`;
  const schema = kindSchemaOf(sources.load(`${path}.json`));
  let validate: Validator | undefined;
  let marks: StructureMarks | undefined;
  return {
    product: known.product,
    get marks() {
      marks ??= marksOf(schema);
      return marks;
    },
    shared: sources.shared,
    schema,
    validate(value) {
      validate ??= validatorOf(sources.load(`${path}.cjs`));
      return validate(value) ? [] : (validate.errors ?? []);
    },
  };
}

function marksOf(schema: Schema): StructureMarks {
  const text = JSON.stringify(schema);
  return {
    hasRemoved: text.includes('"x-until"'),
    hasExperimental: /"x-(?:enum-)?experimental"/.test(text),
  };
}

/** The borders to what the build writes: both sides of them are ours. */
function schemaOf(loaded: unknown): Schema {
  if (typeof loaded !== "object" || loaded === null) throw new TypeError("this is not a schema");
  return loaded;
}

function kindSchemaOf(loaded: unknown): KindSchema {
  const schema = schemaOf(loaded);
  if (!isKindSchema(schema)) throw new TypeError("this is not the schema of a kind");
  return schema;
}

function isKindSchema(schema: Schema): schema is KindSchema {
  return "x-versions" in schema;
}

function validatorOf(exported: unknown): Validator {
  if (!isChunk(exported)) throw new TypeError("a compiled schema has no validator");
  return exported.validate;
}

function isChunk(exported: unknown): exported is Chunk {
  return (
    typeof exported === "object" &&
    exported !== null &&
    "validate" in exported &&
    typeof exported.validate === "function"
  );
}
