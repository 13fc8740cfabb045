export type JsonRecord = Readonly<Record<string, unknown>>;

/** A source that cannot be imported: one line that says which and why. */
export class ImportError extends Error {}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The record at `value`, or an empty one. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function stringsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The entries of a record in the order of their names, so that output does not depend on the source's order. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): readonly [string, T][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
