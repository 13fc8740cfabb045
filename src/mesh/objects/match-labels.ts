import type { Resource } from "../../manifest/resource.ts";
import type { Selector } from "./select.ts";

/** The `matchLabels` of a selector in the spec of a resource; empty where it selects all. */
export function matchLabelsOf(
  { spec }: Resource,
  key: "selector" | "podSelector" = "selector",
): Selector {
  return spec?.at(key, "matchLabels")?.stringMap() ?? new Map();
}
