import type { Resource } from "../manifest/resource.ts";
import { mapToValue, nodeToValue } from "../yaml/field.ts";

/**
 * The plain value that is checked. Kubernetes' own kinds, metadata and patches treat null as absent; the CRDs of
 * Istio and the Gateway API name the fields that may be null.
 */
export function objectValue({ root, role }: Resource, product: string): unknown {
  const { node } = root;
  if (product === "kubernetes" || role === "patch") return nodeToValue(node, "drop nulls");
  if (node.kind !== "map") return nodeToValue(node);
  return mapToValue(node, ({ key, value }) =>
    nodeToValue(value, key === "metadata" ? "drop nulls" : "keep nulls"),
  );
}
