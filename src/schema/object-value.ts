import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import { put } from "../yaml/tree.ts";
import { levelBelow, rootLevel, type Level } from "./level.ts";
import type { Structure } from "./structure.ts";

/**
 * The plain value that is checked. The API server drops a null under a key of a map before it validates an object,
 * unless the field is nullable or has a default; Kubernetes' own kinds and patches have neither.
 */
export function objectValue({ root, role }: Resource, structure: Structure): unknown {
  return role === "patch"
    ? root.toValue("drop nulls")
    : valueWithin(root, rootLevel(structure), structure);
}

function valueWithin(field: Field, level: Level | undefined, structure: Structure): unknown {
  if (level === undefined) return field.toValue();
  if (field.isList) {
    const items = levelBelow(level, 0, structure);
    return field.items().map((item) => valueWithin(item, items, structure));
  }
  if (!field.isMap) return field.toValue();
  const result: Record<string, unknown> = {};
  for (const child of field.entries()) {
    const key = child.key.value;
    const below = levelBelow(level, key, structure);
    const isDropped = child.isNull && below !== undefined && !acceptsNull(below);
    if (!isDropped) put(result, key, valueWithin(child, below, structure));
  }
  return result;
}

function acceptsNull({ schema: { type } }: Level): boolean {
  return type === undefined || type === "null" || type.includes("null");
}
