import type { Resource } from "../manifest/resource.ts";
import { similarName } from "../text/similar-name.ts";
import type { Field } from "../yaml/field.ts";
import { levelBelow, levelOf, namesAt, type Level } from "./level.ts";
import type { JsonType, Schema } from "./schema.ts";
import type { Structure } from "./structure.ts";
import type { WrongType } from "./violation.ts";

/** The intended form of a value of the wrong type, as far as the structure shows it. */
export function wrongType(
  types: readonly string[],
  { resource, field }: { readonly resource: Resource; readonly field: Field },
  structure: Structure,
): WrongType | undefined {
  const actual = typeOf(field);
  // Kubernetes decodes null in a list to an empty item.
  if (actual === "null" && structure.product === "kubernetes") return undefined;
  const expected = types
    .flatMap((name) => jsonTypes.find((known) => known === name) ?? [])
    .filter((name) => name !== "null");
  const level = levelOf(field, structure, resource.root);
  const items = expected.includes("array") && level ? levelBelow(level, 0, structure) : undefined;
  const { enum: accepted, pattern } = level?.schema ?? {};
  return {
    kind: "wrong-type",
    expected,
    actual,
    ...(accepted && { accepted: accepted.map(String) }),
    ...(pattern !== undefined && { pattern }),
    ...(items && { listOf: typesOf(items.schema) }),
    ...(items && isMapFor(field, items) && { isItem: true }),
    ...(expected.includes("object") && level && inMap(field, level, structure)),
    resource,
    field,
  };
}

/** Whether a map has keys of a level, and no others. */
function isMapFor(field: Field, level: Level): boolean {
  const names = namesAt(level);
  return field.isMap && field.keys.length > 0 && field.keys.every((key) => names.includes(key));
}

/** What a scalar in the place of a map was meant for. */
function inMap(field: Field, level: Level, structure: Structure): Partial<WrongType> {
  const keys = namesAt(level);
  const value = field.scalar()?.value;
  if (keys.length === 0 || value === undefined) return {};
  const below = keys.map((name) => ({
    name,
    schema: levelBelow(level, name, structure)?.schema ?? {},
  }));
  const under = keyFor(value, below, level);
  if (under !== undefined) return { keys, under };
  for (const { name, schema } of below) {
    const nearest = similarName(String(value), (schema.enum ?? []).map(String));
    if (nearest !== undefined) return { keys, under: name, nearest };
  }
  return { keys };
}

/**
 * The key that lists the value, else the one that accepts it and has to be there, or the only one that has
 * no list of values.
 */
function keyFor(
  value: string | number | boolean,
  below: readonly { readonly name: string; readonly schema: Schema }[],
  level: Level,
): string | undefined {
  const free = below.filter(({ schema }) => schema.enum === undefined);
  const fits = below.filter(({ schema }) => accepts(schema, value));
  const listed = fits.filter(({ schema }) => schema.enum !== undefined);
  const required = fits.filter(({ name }) => level.schema.required?.includes(name));
  const only = free.length === 1 ? fits : [];
  return [listed, required, only].find((found) => found.length === 1)?.[0]?.name;
}

function accepts(schema: Schema, value: string | number | boolean): boolean {
  const types = typesOf(schema);
  const isNumber = typeof value === "number";
  const type = isNumber ? "number" : typeof value === "boolean" ? "boolean" : "string";
  if (!types.includes(type) && !(Number.isInteger(value) && types.includes("integer")))
    return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  return schema.pattern === undefined || new RegExp(schema.pattern, "u").test(String(value));
}

function typesOf({ type = [] }: Schema): readonly JsonType[] {
  return [type].flat();
}

function typeOf({ node }: Field): JsonType {
  if (node.kind === "map") return "object";
  if (node.kind === "list") return "array";
  if (node.value === null) return "null";
  if (typeof node.value === "string") return "string";
  if (typeof node.value === "boolean") return "boolean";
  return Number.isInteger(node.value) ? "integer" : "number";
}

const jsonTypes = [
  "object",
  "array",
  "string",
  "integer",
  "number",
  "boolean",
  "null",
] as const satisfies readonly JsonType[];
