import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { addEntry } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const localityFailoverWithoutOutlier = defineRule({
  id: "locality-failover-without-outlier",
  topic: "outlier-detection",
  summary: "failover between localities without outlier detection never happens",
  severity: "warning",
  answers: ["IST0133"],
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.localityLbSetting", "loadBalancer.zoneAwareLbSetting"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyLocalityLoadBalancer: only with outlier detection",
    ),
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "LocalityLoadBalancerSetting.failover: outlier detection required",
    ),
  ],
  fixable: "unsafe",
  *check(policy) {
    if (detects(policy)) return;
    for (const name of ["localityLbSetting", "zoneAwareLbSetting"]) {
      const setting = policy.loadBalancer?.get(name);
      if (setting?.get("enabled")?.boolean()?.value === false) continue;
      const failover = listAt(setting, "failover") ?? listAt(setting, "failoverPriority");
      if (failover) yield neverHappens(failover, policy);
    }
  },
});

function listAt(setting: Field | undefined, key: string): Field | undefined {
  const found = setting?.get(key);
  return found !== undefined && found.items().length > 0 ? found : undefined;
}

/** A subset without a block of its own has the rule's; the entry of a port has only its own. */
function detects({ rule, subset, replaces, outlierDetection }: TrafficPolicy): boolean {
  if (outlierDetection !== undefined) return true;
  if (subset === undefined || replaces !== undefined) return false;
  return rule.policies.some((it) => it.subset === undefined && it.outlierDetection !== undefined);
}

function neverHappens(failover: Field, { field }: TrafficPolicy): Finding {
  return {
    headline: `\`${String(failover.step)}\` never takes effect without \`outlierDetection\``,
    primary: { span: failover.keySpan, text: "needs `outlierDetection` next to it" },
    note: "Envoy never detects failing pods here: calls stay in this locality and end with UNAVAILABLE (14)",
    help: "add `outlierDetection` to the same traffic policy, such as `consecutive5xxErrors: 5`",
    ...offerFix(addEntry(field, "outlierDetection: { consecutive5xxErrors: 5 }"), {
      title: "add `outlierDetection` (failing pods are then ejected)",
      safe: false,
    }),
  };
}
