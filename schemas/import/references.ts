import type { Schema } from "../../src/schema/schema.ts";

/** The schema with every part of it replaced, innermost first. */
export function mapSchemas(
  schema: Schema,
  replace: (part: Schema, name: string) => Schema,
): Schema {
  return mapNamed(schema, "", replace);
}

function mapNamed(
  schema: Schema,
  name: string,
  replace: (part: Schema, name: string) => Schema,
): Schema {
  const { properties, items, additionalProperties } = schema;
  const mapped = {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, part]) => [key, mapNamed(part, key, replace)]),
      ),
    }),
    ...(items && { items: mapNamed(items, name, replace) }),
    ...(additionalProperties && {
      additionalProperties: mapNamed(additionalProperties, name, replace),
    }),
  };
  return replace(mapped, name);
}

/** The schema with every `$ref` rewritten. */
export function mapReferences(schema: Schema, pointTo: (reference: string) => string): Schema {
  return mapSchemas(schema, (part) =>
    part.$ref === undefined ? part : { ...part, $ref: pointTo(part.$ref) },
  );
}

export function referencesOf(schema: Schema): ReadonlySet<string> {
  const found = new Set<string>();
  mapSchemas(schema, (part) => {
    if (part.$ref !== undefined) found.add(part.$ref);
    return part;
  });
  return found;
}
