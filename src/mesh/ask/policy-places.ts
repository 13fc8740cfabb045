import type { Places } from "../objects/written-at.ts";

const policies = ["spec.trafficPolicy", "spec.subsets[].trafficPolicy"];

/** Where DestinationRules write the fields at paths below a traffic policy, for all ports or for one. */
export function policyPlaces(...paths: readonly string[]): Places {
  return {
    "networking.istio.io/DestinationRule": policies.flatMap((policy) =>
      paths.flatMap((path) => [`${policy}.${path}`, `${policy}.portLevelSettings[].${path}`]),
    ),
  };
}
