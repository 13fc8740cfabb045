import type { Schema } from "../../src/schema/schema.ts";
import { isRecord, sortedEntries } from "./json.ts";
import { mapSchemas } from "./references.ts";

/** Shorter objects are easier to read where they stand. */
const leastLength = 160;

/**
 * Objects that a structure writes more than once become `$defs`, named after the field they first stand under.
 * Marks of a field (`x-since`) stay with the field.
 */
export function shareRepeated(structure: Schema): Schema {
  const places = countPlaces(structure);
  const names = new Map<string, string>();
  const taken = new Map<string, Schema>();
  const shared = mapSchemas(structure, (part, field) => {
    const { body, marks } = splitMarks(part);
    const text = canonical(expand(body, taken));
    if ((places.get(text) ?? 0) < 2) return part;
    const name = names.get(text) ?? freeName(field, taken);
    if (!names.has(text)) {
      names.set(text, name);
      taken.set(name, body);
    }
    return { ...marks, $ref: `#/$defs/${name}` };
  });
  if (taken.size === 0) return shared;
  return {
    ...shared,
    $defs: Object.fromEntries([...taken].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** In how many different places each long object stands; one that only ever stands in a repeated one counts once. */
function countPlaces(structure: Schema): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const visit = (part: Schema): void => {
    const text = canonical(splitMarks(part).body);
    if (part.properties !== undefined && text.length >= leastLength) {
      const count = (places.get(text) ?? 0) + 1;
      places.set(text, count);
      if (count > 1) return;
    }
    for (const child of childrenOf(part)) visit(child);
  };
  for (const child of childrenOf(structure)) visit(child);
  return places;
}

function childrenOf(part: Schema): readonly Schema[] {
  const { properties = {}, items, additionalProperties } = part;
  return [
    ...Object.values(properties),
    ...(items ? [items] : []),
    ...(additionalProperties ? [additionalProperties] : []),
  ];
}

function splitMarks(part: Schema): { readonly body: Schema; readonly marks: Schema } {
  const { "x-since": since, "x-until": until, ...body } = part;
  return {
    body,
    marks: {
      ...(since !== undefined && { "x-since": since }),
      ...(until !== undefined && { "x-until": until }),
    },
  };
}

/** The body as it was before parts of it were shared. */
function expand(body: Schema, taken: ReadonlyMap<string, Schema>): Schema {
  return mapSchemas(body, (part) => {
    const { $ref, ...rest } = part;
    const target = $ref?.startsWith("#/$defs/") ? taken.get($ref.slice(8)) : undefined;
    return target ? { ...expand(target, taken), ...rest } : part;
  });
}

/** Equal for schemas that differ only in the order of their keys. */
function canonical(schema: Schema): string {
  return JSON.stringify(schema, (_key, value: unknown) =>
    isRecord(value) ? Object.fromEntries(sortedEntries(value)) : value,
  );
}

function freeName(field: string, taken: ReadonlyMap<string, Schema>): string {
  let name = field;
  for (let count = 2; taken.has(name); count += 1) name = `${field}${count}`;
  return name;
}
