import type { Resource } from "../manifest/resource.ts";
import { poolPaths } from "../mesh/validate/connection-pools.ts";
import type { Field } from "../yaml/field.ts";
import { fieldsAt } from "./places-of.ts";
import { wholeSpec } from "./whole-spec.ts";

/** Every connection pool of a DestinationRule or a Sidecar. */
export function connectionPoolsOf(resource: Resource): readonly Field[] {
  const spec = wholeSpec(resource, "DestinationRule", "Sidecar");
  if (spec === undefined) return [];
  const paths = resource.kind === "Sidecar" ? poolPaths.Sidecar : poolPaths.DestinationRule;
  return paths.flatMap((path) => fieldsAt(spec, path));
}
