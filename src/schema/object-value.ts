import type { Resource } from "../manifest/resource.ts";
import { put, type Nulls } from "../yaml/tree.ts";

/**
 * Kubernetes' own kinds, metadata and patches treat null as absent; the CRDs of Istio and the Gateway API name the
 * fields that may be null.
 */
export type ObjectNulls = "drop nulls" | "drop nulls in metadata";

export function nullsOf({ role }: Resource, product: string): ObjectNulls {
  return product === "kubernetes" || role === "patch" ? "drop nulls" : "drop nulls in metadata";
}

/** What becomes of nulls below a key of the object itself. */
export function nullsUnder(key: string, nulls: ObjectNulls): Nulls {
  return nulls === "drop nulls" || key === "metadata" ? "drop nulls" : "keep nulls";
}

/** The plain value that is checked. */
export function objectValue(resource: Resource, product: string): unknown {
  const { root } = resource;
  const nulls = nullsOf(resource, product);
  if (nulls === "drop nulls") return root.toValue(nulls);
  if (!root.isMap) return root.toValue();
  const result: Record<string, unknown> = {};
  for (const field of root.fields()) {
    const key = field.key.value;
    put(result, key, field.toValue(nullsUnder(key, nulls)));
  }
  return result;
}
