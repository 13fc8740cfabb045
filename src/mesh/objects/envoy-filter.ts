import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";

/** One entry of an EnvoyFilter's `configPatches`. */
export interface EnvoyPatch {
  readonly resource: Resource;
  readonly field: Field;
  /** `CLUSTER`, `HTTP_FILTER` … */
  readonly applyTo: Located<string> | undefined;
  /** `GATEWAY`, `SIDECAR_INBOUND` …; `ANY` where not written. */
  readonly context: Located<string> | undefined;
  readonly operation: Located<string> | undefined;
  readonly match: Field | undefined;
  readonly value: Field | undefined;
}

export function envoyPatchesOf(resource: Resource): readonly EnvoyPatch[] {
  return (resource.spec?.get("configPatches")?.items() ?? []).map((field) => ({
    resource,
    field,
    applyTo: field.get("applyTo")?.string(),
    context: field.at("match", "context")?.string(),
    operation: field.at("patch", "operation")?.string(),
    match: field.get("match"),
    value: field.at("patch", "value"),
  }));
}
