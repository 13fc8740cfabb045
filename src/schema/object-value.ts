import type { Resource } from "../manifest/resource.ts";
import { put } from "../yaml/tree.ts";

/**
 * The plain value that is checked. Kubernetes' own kinds, metadata and patches treat null as absent; the CRDs of
 * Istio and the Gateway API name the fields that may be null.
 */
export function objectValue({ root, role }: Resource, product: string): unknown {
  if (product === "kubernetes" || role === "patch") return root.toValue("drop nulls");
  if (!root.isMap) return root.toValue();
  const result: Record<string, unknown> = {};
  for (const field of root.fields()) {
    const key = field.key.value;
    put(result, key, field.toValue(key === "metadata" ? "drop nulls" : "keep nulls"));
  }
  return result;
}
