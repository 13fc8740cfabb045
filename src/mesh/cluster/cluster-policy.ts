import { effectivePolicy, type EffectivePolicy, type Subset } from "../traffic-policy.ts";
import type { MergedRule } from "./merged-rule.ts";
import type { MeshConfig } from "./mesh-config.ts";

const nothing: EffectivePolicy = {
  loadBalancer: undefined,
  connectionPool: undefined,
  outlierDetection: undefined,
  tls: undefined,
};

/**
 * The policy of one port and subset of a host. MeshConfig's `defaultTrafficPolicy` stands in for whole blocks, but not
 * where a subset has its own entry for the port.
 * Source: istio `pilot/pkg/networking/core/cluster_traffic_policy.go` applyDefaultTrafficPolicy (1.31).
 */
export function clusterPolicy(
  config: MeshConfig,
  merged: MergedRule | undefined,
  subset: Subset | undefined,
  port: number,
): EffectivePolicy {
  const rule = merged?.rule;
  const found = rule ? effectivePolicy(rule, subset?.name?.value, port) : nothing;
  const ownPort = rule?.policies.some(
    (policy) => subset !== undefined && policy.subset === subset && policy.port?.value === port,
  );
  const fallback = ownPort === true ? undefined : config.written?.get("defaultTrafficPolicy");
  return {
    ...found,
    connectionPool: found.connectionPool ?? fallback?.get("connectionPool"),
    outlierDetection: found.outlierDetection ?? fallback?.get("outlierDetection"),
  };
}
