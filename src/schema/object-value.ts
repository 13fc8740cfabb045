import type { Resource } from "../manifest/resource.ts";
import { nodeToValue } from "../yaml/field.ts";

/**
 * The plain value that is checked. Kubernetes' own kinds, metadata and patches treat null as absent; the CRDs of
 * Istio and the Gateway API name the fields that may be null.
 */
export function objectValue({ root, role }: Resource, product: string): unknown {
  const value = nodeToValue(root.node);
  if (product === "kubernetes" || role === "patch") return withoutNulls(value);
  if (!isRecord(value) || value["metadata"] === undefined) return value;
  return { ...value, metadata: withoutNulls(value["metadata"]) };
}

/** Nulls under keys are left out; those in lists stay, for the positions of the others. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
