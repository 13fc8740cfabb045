import type { Field } from "../../yaml/field.ts";
import { filled, type Fact } from "./compact.ts";

const isInternal = (name: string): boolean => name.startsWith(":") || /^host$/i.test(name);

/** Names of the headers that a route changes. */
export function operations(places: readonly (Field | undefined)[]): {
  readonly [key: string]: Fact | undefined;
} {
  return {
    req_headers: filled(namesIn(places, "request")),
    resp_headers: filled(namesIn(places, "response")),
  };
}

function namesIn(places: readonly (Field | undefined)[], direction: string): readonly string[] {
  const names = places.flatMap((place) => {
    const at = place?.get(direction);
    return [
      ...["set", "add"].flatMap((key) =>
        (at?.get(key)?.fields() ?? []).map((it) => String(it.step)),
      ),
      ...(at?.get("remove")?.strings() ?? []).map(({ value }) => value),
    ];
  });
  return [...new Set(names.filter((name) => !isInternal(name)))].toSorted();
}
