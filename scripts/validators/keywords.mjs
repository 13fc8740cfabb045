// What our schemas say beyond JSON Schema, as code for ajv to generate. Each mistake is one error.
import { _, stringify } from "ajv";
import { usePattern } from "ajv/dist/vocabularies/code.js";
import { callRef } from "ajv/dist/vocabularies/core/ref.js";
import findDuplicate from "./find-duplicate.cjs";

/** `"x-at-most-one": [["exact", "prefix"]]`; the error's params name the fields that are there. */
const atMostOne = {
  keyword: "x-at-most-one",
  type: "object",
  schemaType: "array",
  error: { params: ({ params }) => _`{present: ${params.present}}` },
  code(context) {
    const { gen, data, schema } = context;
    for (const names of schema) {
      const all = gen.const("names", stringify(names));
      const present = gen.const("present", _`${all}.filter((name) => ${data}[name] !== undefined)`);
      context.setParams({ present });
      context.fail(_`${present}.length > 1`);
    }
  },
};

/** `"x-list-keys": ["name"]`; the error's params give the index of the repeated item. */
const listKeys = {
  keyword: "x-list-keys",
  type: "array",
  schemaType: "array",
  error: { params: ({ params }) => _`{index: ${params.index}}` },
  code(context) {
    const { gen, data, schema } = context;
    const find = gen.scopeValue("func", {
      ref: findDuplicate,
      code: _`require("./scripts/validators/find-duplicate.cjs")`,
    });
    const index = gen.const("index", _`${find}(${data}, ${stringify(schema)})`);
    context.setParams({ index });
    context.fail(_`${index} >= 0`);
  },
};

/** `"x-external": "core.v1/PodSpec"`: a part that another chunk compiles. */
const external = {
  keyword: "x-external",
  schemaType: "string",
  code(context) {
    const [file, part] = context.schema.split("/");
    const validate = context.gen.scopeValue("func", {
      ref: () => true,
      key: context.schema,
      code: _`require(${`../kubernetes/${file}.cjs`})[${part}]`,
    });
    callRef(context, validate);
  },
};

/**
 * `pattern`, but only for strings that are not too long anyway: some official patterns need time that grows with the
 * square of the length.
 */
const pattern = {
  keyword: "pattern",
  type: "string",
  schemaType: "string",
  error: { params: ({ schema }) => _`{pattern: ${schema}}` },
  code(context) {
    const { data, parentSchema, schema } = context;
    const misses = _`!${usePattern(context, schema)}.test(${data})`;
    const { maxLength } = parentSchema;
    // A character is at most two UTF-16 units.
    context.fail(
      maxLength === undefined ? misses : _`${data}.length <= ${2 * maxLength} && ${misses}`,
    );
  },
};

export const keywords = [atMostOne, listKeys, external, pattern];

/** Marks that say something about a field and check nothing. */
export const annotations = [
  "x-since",
  "x-until",
  "x-experimental",
  "x-enum-since",
  "x-enum-experimental",
  "x-versions",
];
