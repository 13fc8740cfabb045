import type { Schema } from "../../src/schema/schema.ts";

/** The schema with every part of it replaced, innermost first. */
export function mapSchemas(schema: Schema, replace: (part: Schema) => Schema): Schema {
  const { properties, items, additionalProperties } = schema;
  return replace({
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, part]) => [name, mapSchemas(part, replace)]),
      ),
    }),
    ...(items && { items: mapSchemas(items, replace) }),
    ...(additionalProperties && {
      additionalProperties: mapSchemas(additionalProperties, replace),
    }),
  });
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
