import type { BaselineEntry, Diagnostic } from "../report/report.ts";

export interface BaselineResult {
  readonly kept: readonly Diagnostic[];
  readonly baselined: readonly Diagnostic[];
  /** Entries, or the part of their count, that no finding needs any more. */
  readonly stale: readonly BaselineEntry[];
}

/** `entries` with the findings that are to be accepted as well; one entry a place, sorted, ready to be written. */
export function addToBaseline(
  entries: readonly BaselineEntry[],
  diagnostics: readonly Diagnostic[],
): readonly BaselineEntry[] {
  const byKey = new Map<string, BaselineEntry>();
  for (const entry of [...entries, ...diagnostics.map(entryOf)]) {
    const key = keyOf(entry);
    byKey.set(key, { ...entry, count: (byKey.get(key)?.count ?? 0) + entry.count });
  }
  return [...byKey]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, entry]) => entry);
}

/**
 * Takes out the findings that the baseline accepts. An entry is stale only if its rule ran and its file was
 * read: `ranAndRead` says so.
 */
export function applyBaseline(
  diagnostics: readonly Diagnostic[],
  entries: readonly BaselineEntry[],
  ranAndRead: (entry: BaselineEntry) => boolean,
): BaselineResult {
  const left = new Map<string, number>();
  for (const entry of entries) {
    const key = keyOf(entry);
    left.set(key, (left.get(key) ?? 0) + entry.count);
  }
  const kept: Diagnostic[] = [];
  const baselined: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const key = keyOf(entryOf(diagnostic));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    (count > 0 ? baselined : kept).push(diagnostic);
  }
  const stale = entries.flatMap((entry) => {
    const count = left.get(keyOf(entry)) ?? 0;
    left.delete(keyOf(entry));
    return count > 0 && ranAndRead(entry) ? [{ ...entry, count }] : [];
  });
  return { kept, baselined, stale };
}

/** `entries` without what is stale. */
export function pruneBaseline(
  entries: readonly BaselineEntry[],
  stale: readonly BaselineEntry[],
): readonly BaselineEntry[] {
  const gone = new Map(stale.map((entry) => [keyOf(entry), entry.count]));
  return entries.flatMap((entry) => {
    const count = entry.count - (gone.get(keyOf(entry)) ?? 0);
    return count > 0 ? [{ ...entry, count }] : [];
  });
}

function entryOf({ ruleId, primary, resource, yamlPath }: Diagnostic): BaselineEntry {
  return {
    rule: ruleId,
    path: primary.span.source.path,
    resource: resource ? `${resource.kind}/${resource.namespace ?? ""}/${resource.name}` : "",
    yamlPath: yamlPath ?? "",
    count: 1,
  };
}

function keyOf({ rule, path, resource, yamlPath }: BaselineEntry): string {
  return [path, rule, resource, yamlPath].join("\u0000");
}
