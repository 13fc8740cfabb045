import { bounds, formats, type JsonType, type Schema } from "../../src/schema/schema.ts";
import { ImportError, listOf, recordOf, stringsOf, type JsonRecord } from "./json.ts";

const jsonTypes = ["object", "array", "string", "integer", "number", "boolean"] as const;

/** Types, formats, enums, bounds and patterns: what CRDs and OpenAPI documents write alike. */
export function scalarKeywords(source: JsonRecord): Schema {
  const type = typesOf(source);
  const format = formats.find((known) => known === source["format"]);
  const values = listOf(source["enum"]).filter(isEnumValue);
  const pattern = source["pattern"];
  return {
    ...(type && { type }),
    ...(format && { format }),
    ...(values.length > 0 && { enum: values }),
    ...(typeof pattern === "string" && { pattern: javaScriptPattern(pattern) }),
    ...Object.fromEntries(
      bounds.flatMap((bound) =>
        typeof source[bound] === "number" ? [[bound, source[bound]] as const] : [],
      ),
    ),
  };
}

function typesOf(source: JsonRecord): JsonType | readonly JsonType[] | undefined {
  const known = jsonTypes.find((type) => type === source["type"]);
  const intOrString =
    source["x-kubernetes-int-or-string"] === true || source["format"] === "int-or-string";
  const types: readonly JsonType[] = intOrString ? ["integer", "string"] : known ? [known] : [];
  return types.length > 1 ? types : types[0];
}

function isEnumValue(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Sources write RE2; what JavaScript spells otherwise would have to be translated here. */
function javaScriptPattern(pattern: string): string {
  try {
    RegExp(pattern, "u");
    return pattern;
  } catch {
    throw new ImportError(`pattern ${JSON.stringify(pattern)} is no JavaScript regular expression`);
  }
}

/** `required` without the fields that the API server fills in first. */
export function requiredFields(source: JsonRecord): Pick<Schema, "required"> {
  const properties = recordOf(source["properties"]);
  const required = stringsOf(source["required"])
    .filter((name) => recordOf(properties[name])["default"] === undefined)
    .toSorted();
  return required.length > 0 ? { required } : {};
}
