import { _, Ajv, type CodeKeywordDefinition } from "ajv";
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
    formats,
    messages: false,
    strict: true,
    strictRequired: false,
    strictTypes: false,
  });
  ajv.addVocabulary([...annotations]);
  ajv.removeKeyword("pattern");
  const own = keywords.filter(({ keyword }) => keyword !== "x-external");
  for (const keyword of [...own, external(load)]) ajv.addKeyword(keyword);
  const text = JSON.stringify(schema).replaceAll(externalReference, '"x-external":"$1/$2"');
  const validate = ajv.compile(JSON.parse(text));
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
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
