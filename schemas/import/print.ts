import { isRecord } from "./json.ts";

/** Keywords in the order in which one reads them; all others stand as they come. */
const order = [
  "x-versions",
  "$ref",
  "x-since",
  "x-until",
  "x-experimental",
  "type",
  "format",
  "enum",
  "x-enum-since",
  "x-enum-experimental",
  "pattern",
  "required",
  "x-at-most-one",
  "x-list-keys",
  "if",
  "then",
  "items",
  "additionalProperties",
  "properties",
  "$defs",
];
const lineWidth = 100;

/** JSON with one line for everything that fits, so that a changed field is a changed line. */
export function printJson(value: unknown): string {
  return `${print(value, "", 0)}\n`;
}

function print(value: unknown, indent: string, before: number): string {
  const flat = printFlat(value);
  if (indent.length + before + flat.length < lineWidth && !isDeep(value)) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => inner + print(item, inner, 0));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  if (!isRecord(value)) return flat;
  const fields = inOrder(value).map(([key, item]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + print(item, inner, name.length);
  });
  return `{\n${fields.join(",\n")}\n${indent}}`;
}

function printFlat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printFlat).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = inOrder(value).map(([key, item]) => `${JSON.stringify(key)}: ${printFlat(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** A level of fields gets lines of its own, however short. */
function isDeep(value: unknown): boolean {
  return (
    isRecord(value) && isRecord(value["properties"]) && Object.keys(value["properties"]).length > 1
  );
}

function inOrder(
  record: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  if (!entries.some(([key]) => order.includes(key))) return entries;
  return entries.toSorted(([a], [b]) => rank(a) - rank(b));
}

function rank(keyword: string): number {
  const at = order.indexOf(keyword);
  return at === -1 ? order.indexOf("required") - 0.5 : at;
}
