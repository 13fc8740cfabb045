/** A piece of facts.json. */
export type Fact = string | number | boolean | readonly Fact[] | { readonly [key: string]: Fact };

/** Without entries that say nothing; `undefined` if nothing is left. */
export function compact(entries: {
  readonly [key: string]: Fact | undefined;
}): { readonly [key: string]: Fact } | undefined {
  const kept: Record<string, Fact> = {};
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) kept[key] = value;
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** Keys sorted at every depth, so that equal facts are equal texts. */
export function canonical(fact: unknown): string {
  return JSON.stringify(fact, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)),
        )
      : value,
  );
}

/** An empty list says nothing. */
export function filled(list: readonly Fact[]): readonly Fact[] | undefined {
  return list.length > 0 ? list : undefined;
}
