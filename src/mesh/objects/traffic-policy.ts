import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";

export interface DestinationRule {
  readonly resource: Resource;
  readonly host: Located<string> | undefined;
  readonly subsets: readonly Subset[];
  /** Every traffic policy in it: top level, of subsets, of ports of each. */
  readonly policies: readonly TrafficPolicy[];
  /** Others of its host and namespace that Istio merges into it; empty as it is written. */
  readonly merged: readonly DestinationRule[];
}

export interface Subset {
  readonly field: Field;
  readonly name: Located<string> | undefined;
  readonly labels: ReadonlyMap<string, Located<string>>;
}

/** One `trafficPolicy`, or one entry of its `portLevelSettings`. */
export interface TrafficPolicy {
  readonly rule: DestinationRule;
  readonly field: Field;
  readonly subset: Subset | undefined;
  /** The port of a `portLevelSettings` entry; `undefined` for a policy of all ports. */
  readonly port: Located<number> | undefined;
  /** For a port's policy: the policy of all ports that it replaces there. */
  readonly replaces: TrafficPolicy | undefined;
  readonly loadBalancer: Field | undefined;
  readonly connectionPool: Field | undefined;
  readonly outlierDetection: Field | undefined;
  readonly tls: Field | undefined;
}

export function destinationRuleOf(resource: Resource): DestinationRule {
  const { spec } = resource;
  const policies: TrafficPolicy[] = [];
  const subsets = (spec?.get("subsets")?.items() ?? []).map((field) => ({
    field,
    name: field.get("name")?.string(),
    labels: field.get("labels")?.stringMap() ?? new Map<string, never>(),
  }));
  const host = spec?.get("host")?.string();
  const rule: DestinationRule = { resource, host, subsets, policies, merged: [] };
  const top = spec?.get("trafficPolicy");
  if (top) for (const each of policiesOf(rule, top, undefined)) policies.push(each);
  for (const subset of subsets) {
    const own = subset.field.get("trafficPolicy");
    if (own) for (const each of policiesOf(rule, own, subset)) policies.push(each);
  }
  return rule;
}

function policiesOf(
  rule: DestinationRule,
  field: Field,
  subset: Subset | undefined,
): readonly TrafficPolicy[] {
  const whole = policyOf(rule, field, { subset, port: undefined, replaces: undefined });
  const ports = (field.get("portLevelSettings")?.items() ?? []).map((entry) => {
    const port = entry.at("port", "number")?.number();
    return policyOf(rule, entry, { subset, port, replaces: whole });
  });
  return [whole, ...ports];
}

function policyOf(
  rule: DestinationRule,
  field: Field,
  scope: Pick<TrafficPolicy, "subset" | "port" | "replaces">,
): TrafficPolicy {
  return {
    rule,
    field,
    ...scope,
    loadBalancer: field.get("loadBalancer"),
    connectionPool: field.get("connectionPool"),
    outlierDetection: field.get("outlierDetection"),
    tls: field.get("tls"),
  };
}

/** What holds for one destination after ports and subsets are taken into account; each block with its origin. */
export interface EffectivePolicy {
  readonly loadBalancer: Field | undefined;
  readonly connectionPool: Field | undefined;
  readonly outlierDetection: Field | undefined;
  readonly tls: Field | undefined;
}

/**
 * The policy of one port and subset: a port's entry replaces the policy of all ports whole, then the subset's
 * blocks replace single blocks; a port's entry in the subset replaces all of it. Source: istio
 * `pilot/pkg/networking/util/util.go` MergeSubsetTrafficPolicy, GetPortLevelTrafficPolicy (1.31).
 */
export function effectivePolicy(
  rule: DestinationRule,
  subset: string | undefined,
  port: number | undefined,
): EffectivePolicy {
  const top = policyForPort(rule, undefined, port);
  const own = subset === undefined ? undefined : policyForPort(rule, subset, port);
  if (own?.replaces !== undefined) return own;
  return {
    loadBalancer: own?.loadBalancer ?? top?.loadBalancer,
    connectionPool: own?.connectionPool ?? top?.connectionPool,
    outlierDetection: own?.outlierDetection ?? top?.outlierDetection,
    tls: own?.tls ?? top?.tls,
  };
}

function policyForPort(
  rule: DestinationRule,
  subset: string | undefined,
  port: number | undefined,
): TrafficPolicy | undefined {
  const own = rule.policies.filter((policy) => policy.subset?.name?.value === subset);
  return (
    own.find((policy) => policy.port !== undefined && policy.port.value === port) ??
    own.find((policy) => policy.replaces === undefined)
  );
}
