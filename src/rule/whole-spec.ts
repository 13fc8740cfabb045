import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";

/** The `spec` of a whole Istio object of one kind; `undefined` for others, and for patches, which say only a part. */
export function wholeSpec(
  { group, kind, role, spec }: Resource,
  ...kinds: readonly string[]
): Field | undefined {
  const known = role === "resource" && group.endsWith(".istio.io") && kinds.includes(kind);
  return known ? spec : undefined;
}
