export type Values = Readonly<Record<string, unknown>>;

export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** As Helm merges files of values: maps entry by entry, anything else as a whole. */
export function mergedValues(below: Values, above: Values): Values {
  const merged: [string, unknown][] = Object.entries(above).map(([key, value]) => {
    const other = Object.hasOwn(below, key) ? below[key] : undefined;
    return [key, isValues(value) && isValues(other) ? mergedValues(other, value) : value];
  });
  return Object.fromEntries([...Object.entries(below), ...merged]);
}

/** What takes away from some values all that others do not have: Helm drops a value of a chart where it is given `null`. */
export function withoutOthers(values: Values, kept: Values): Values {
  const gone = Object.entries(values).flatMap(([key, value]): readonly [string, unknown][] => {
    if (!Object.hasOwn(kept, key)) return [[key, null]];
    const other = kept[key];
    if (!isValues(value) || !isValues(other)) return [];
    const inner = withoutOthers(value, other);
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(gone);
}
