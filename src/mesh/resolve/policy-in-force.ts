import type { MeshConfig } from "../objects/mesh-config.ts";
import {
  effectivePolicy,
  type DestinationRule,
  type EffectivePolicy,
} from "../objects/traffic-policy.ts";

const nothing: EffectivePolicy = {
  loadBalancer: undefined,
  connectionPool: undefined,
  outlierDetection: undefined,
  tls: undefined,
};

/** What a policy is asked for: one subset and port of a host, or all that have no policy of their own. */
export interface PolicyScope {
  readonly subset: string | undefined;
  readonly port: number | undefined;
}

/** The policy of a rule, if there is one; `undefined` where neither it nor the mesh config has any. */
export type FindPolicy = (
  rule: DestinationRule | undefined,
  scope: PolicyScope,
) => EffectivePolicy | undefined;

/**
 * The policy of one port and subset of a host. MeshConfig's `defaultTrafficPolicy` stands in for whole blocks, but not
 * where a subset has its own entry for the port.
 * Source: istio `pilot/pkg/networking/core/cluster_traffic_policy.go` applyDefaultTrafficPolicy (1.31).
 */
export function policyInForce(
  rule: DestinationRule | undefined,
  { subset, port }: PolicyScope,
  config: MeshConfig,
): EffectivePolicy {
  const found = rule ? effectivePolicy(rule, subset, port) : nothing;
  const ownPort = rule?.policies.some(
    (policy) =>
      policy.subset !== undefined &&
      policy.subset.name?.value === subset &&
      policy.port !== undefined &&
      policy.port.value === port,
  );
  const fallback = ownPort === true ? undefined : config.written?.get("defaultTrafficPolicy");
  return {
    ...found,
    connectionPool: found.connectionPool ?? fallback?.get("connectionPool"),
    outlierDetection: found.outlierDetection ?? fallback?.get("outlierDetection"),
  };
}
