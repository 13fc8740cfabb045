import type { JsonNode } from "../../rpc/json-text.ts";
import type { Field } from "../../yaml/field.ts";

/** A YAML value as JSON, with its locations in the file. */
export function jsonOfField(field: Field): JsonNode {
  const { start, end } = field.span;
  if (field.isList) return { kind: "list", start, end, items: field.items().map(jsonOfField) };
  if (field.isMap) {
    const members = field.entries().map((it) => {
      const { start: from, end: to } = it.keySpan;
      const key = { kind: "string" as const, text: String(it.step), start: from, end: to };
      return { key, value: jsonOfField(it) };
    });
    return { kind: "object", start, end, members };
  }
  const value = field.scalar()?.value;
  if (value === undefined) return { kind: "null", text: "null", start, end };
  if (typeof value === "string") return { kind: "string", text: value, start, end };
  return {
    kind: typeof value === "number" ? "number" : "boolean",
    text: String(value),
    start,
    end,
  };
}
