import type { Resource } from "../manifest/resource.ts";
import { poolPaths } from "../validate/connection-pools.ts";
import type { Places } from "../mesh/objects/written-at.ts";
import type { Field } from "../yaml/field.ts";
import { placesOf } from "./places-of.ts";

const pools = connectionPools();

/** Where connection pools stand, or what is at a path below them. */
export function connectionPools(below?: string): Places {
  const whole = (path: string): string =>
    below === undefined ? `spec.${path}` : `spec.${path}.${below}`;
  return {
    "networking.istio.io/DestinationRule": poolPaths.DestinationRule.map(whole),
    "networking.istio.io/Sidecar": poolPaths.Sidecar.map(whole),
  };
}

/** Every connection pool of a DestinationRule or a Sidecar. */
export function connectionPoolsOf(resource: Resource): readonly Field[] {
  return placesOf(resource, pools);
}
