import { _, Ajv, type CodeKeywordDefinition } from "ajv";
import { RE2JS } from "re2js";
import { callRef } from "ajv/dist/vocabularies/core/ref.js";
import formats from "../../scripts/validators/formats.cjs";
import { annotations, keywords } from "../../scripts/validators/keywords.mjs";
import type { KindSchema } from "../schema/schema.ts";
import type { SchemaError } from "../schema/structure.ts";

/** Gives what a compiled chunk exports, by a path such as `kubernetes/meta.v1.cjs`. */
export type LoadChunk = (path: string) => unknown;

const externalReference = /"\$ref":"\.\.\/kubernetes\/(\w+\.\w+)\.json#\/\$defs\/(\w+)"/g;

/** Compiles a schema while the tool runs; `scripts/build-validators.mjs` does the same for those that we ship. */
export function compileSchema(
  schema: KindSchema,
  load: LoadChunk,
): (value: unknown) => readonly SchemaError[] {
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    code: { regExp: Object.assign(linearPattern, { code: "linearPattern" }) },
    formats,
    messages: false,
    strict: true,
    strictRequired: false,
    strictTypes: false,
  });
  ajv.addVocabulary([...annotations, ownPattern]);
  ajv.removeKeyword("pattern");
  const own = keywords.filter(({ keyword }) => keyword !== "x-external");
  for (const keyword of [...own, external(load)]) ajv.addKeyword(keyword);
  const text = JSON.stringify(schema).replaceAll(externalReference, '"x-external":"$1/$2"');
  const validate = ajv.compile(JSON.parse(text));
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}

/** Marks a pattern from a user's CRD: only the code compiled here may run it. */
export const ownPattern = "x-own-pattern";

/**
 * A pattern as the API server reads it: RE2, whose time grows with the text alone. One that RE2 does not know says nothing:
 * no API server would have taken the definition.
 */
function linearPattern(pattern: string): Pattern {
  const compiled = compiledPattern(pattern);
  return {
    test: (text) => compiled === undefined || compiled.matcher(text).find(),
    toString: () => pattern,
  };
}

interface Pattern {
  readonly test: (text: string) => boolean;
  /** What ajv keeps it by. */
  readonly toString: () => string;
}

function compiledPattern(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** `"x-external": "meta.v1/ObjectMeta"`: a part that was compiled when the tool was built. */
function external(load: LoadChunk): CodeKeywordDefinition {
  return {
    keyword: "x-external",
    schemaType: "string",
    code(context) {
      const reference = String(context.schema);
      const [file = "", part = ""] = reference.split("/");
      const ref = partOf(load(`kubernetes/${file}.cjs`), part);
      callRef(context, context.gen.scopeValue("func", { ref, key: reference, code: _`undefined` }));
    },
  };
}

function partOf(chunk: unknown, part: string): unknown {
  const found = Object.entries(Object(chunk)).find(([name]) => name === part);
  if (found === undefined) throw new TypeError(`no chunk has the part ${part}`);
  return found[1];
}
