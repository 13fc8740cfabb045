import type { DescriptorRecord } from "./descriptor-record.ts";

/** A descriptor in protobuf's JSON: fields in lower camel case, or as they are in the `.proto` file. */
export function jsonRecord(value: unknown): DescriptorRecord {
  const listed = (field: string): readonly unknown[] => {
    const found = valueOf(value, camelCase(field)) ?? valueOf(value, field);
    return found === undefined || found === null ? [] : Array.isArray(found) ? found : [found];
  };
  return {
    texts: (field) => listed(field).filter(isScalar).map(String),
    records: (field) =>
      listed(field)
        .filter((item) => typeof item === "object" && item !== null)
        .map(jsonRecord),
  };
}

function valueOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function camelCase(field: string): string {
  if (field.startsWith("[")) return field;
  return field.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
