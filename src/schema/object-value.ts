import type { Resource } from "../manifest/resource.ts";
import { nodeToValue } from "../yaml/field.ts";

/**
 * The plain value that is checked. Kubernetes' own kinds, metadata and patches treat null as absent; the CRDs of
 * Istio and the Gateway API name the fields that may be null.
 */
export function objectValue({ root, role }: Resource, product: string): unknown {
  if (product === "kubernetes" || role === "patch") return nodeToValue(root.node, "drop nulls");
  const value = nodeToValue(root.node);
  const metadata = root.get("metadata");
  if (!isRecord(value) || metadata === undefined) return value;
  return { ...value, metadata: nodeToValue(metadata.node, "drop nulls") };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
