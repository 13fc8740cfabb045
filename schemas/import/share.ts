import type { Schema } from "../../src/schema/schema.ts";
import { isRecord, sortedEntries } from "./json.ts";
import { mapSchemas } from "./references.ts";

/** Shorter objects are easier to read where they stand. */
const leastLength = 160;

/**
 * Objects that a structure writes more than once become `$defs`, named after the field they mostly stand under.
 * Marks of a field (`x-since`) stay with the field.
 */
export function shareRepeated(structure: Schema): Schema {
  const places = findPlaces(structure);
  const names = new Map<string, string>();
  const taken = new Map<string, Schema>();
  const shared = mapSchemas(structure, (part) => {
    const { body, marks } = splitMarks(part);
    const text = canonical(expand(body, taken));
    const fields = places.get(text) ?? [];
    if (fields.length < 2) return part;
    const name = names.get(text) ?? freeName(usualName(fields), taken);
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

/**
 * The field names under which each long object stands. One that only ever stands in a repeated object is listed
 * once.
 */
function findPlaces(structure: Schema): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  const visit = (part: Schema, field: string): void => {
    const text = canonical(splitMarks(part).body);
    if (part.properties !== undefined && text.length >= leastLength) {
      const known = places.get(text);
      if (known) {
        known.push(field);
        return;
      }
      places.set(text, [field]);
    }
    for (const [name, child] of childrenOf(part, field)) visit(child, name);
  };
  for (const [name, child] of childrenOf(structure, "")) visit(child, name);
  return places;
}

function childrenOf(part: Schema, field: string): readonly (readonly [string, Schema])[] {
  const { properties = {}, items, additionalProperties } = part;
  return [
    ...Object.entries(properties),
    ...(items ? [[field, items] as const] : []),
    ...(additionalProperties ? [[field, additionalProperties] as const] : []),
  ];
}

/** The name used most often; of equals the first. */
function usualName(fields: readonly string[]): string {
  const count = (name: string) => fields.filter((field) => field === name).length;
  const [first = ""] = fields.toSorted((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
  return first;
}

function splitMarks(part: Schema): { readonly body: Schema; readonly marks: Schema } {
  const { "x-since": since, "x-until": until, "x-experimental": experimental, ...body } = part;
  return {
    body,
    marks: {
      ...(since !== undefined && { "x-since": since }),
      ...(until !== undefined && { "x-until": until }),
      ...(experimental !== undefined && { "x-experimental": experimental }),
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
