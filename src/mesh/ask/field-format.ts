import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { isDurationPath } from "../objects/duration-fields.ts";

/** What a field holds whose structure says no more than that it is a text. */
export type FieldFormat = "duration" | "grpc-status";

export function formatOf({ type, spec }: Resource, field: Field): FieldFormat | undefined {
  const above = spec === undefined ? "" : `${spec.path}.`;
  if (!field.path.startsWith(above)) return undefined;
  const path = field.path.slice(above.length).replaceAll(/\[\d+\]/g, "[]");
  if (isDurationPath(type, path)) return "duration";
  const isStatus =
    type === "networking.istio.io/VirtualService" && path === "http[].fault.abort.grpcStatus";
  return isStatus ? "grpc-status" : undefined;
}

/** The form of durations in the Gateway API, which its structure gives as a pattern. */
export function isDurationPattern(pattern: string): boolean {
  return pattern === "^([0-9]{1,5}(h|m|s|ms)){1,4}$";
}
