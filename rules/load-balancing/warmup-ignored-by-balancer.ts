import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const warmupIgnoredByBalancer = defineRule({
  id: "warmup-ignored-by-balancer",
  topic: "load-balancing",
  summary: "`warmup` is ignored by this load balancer",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.warmup", "loadBalancer.warmupDurationSecs"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "LoadBalancerSettings.warmup: ROUND_ROBIN and LEAST_REQUEST only",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyLoadBalancer: slow start in two branches",
    ),
  ],
  *check({ loadBalancer }) {
    const warmup = loadBalancer?.get("warmup") ?? loadBalancer?.get("warmupDurationSecs");
    const simple = loadBalancer?.get("simple");
    const hash = loadBalancer?.get("consistentHash");
    if (warmup === undefined) return;
    if (hash) yield ignored(warmup, hash.keySpan, "consistentHash");
    else if (simple && knowsNoWarmup(simple)) {
      yield ignored(warmup, simple.span, simple.text ?? "");
    }
  },
});

function knowsNoWarmup(simple: Field): boolean {
  const value = simple.text;
  return value === "RANDOM" || value === "PASSTHROUGH";
}

function ignored(warmup: Field, balancer: Field["span"], name: string): Finding {
  return {
    headline: `\`${String(warmup.step)}\` has no effect with \`${name}\``,
    primary: { span: warmup.keySpan, text: "ignored" },
    related: [{ span: balancer, text: "does not support warm-up" }],
    note: "a new pod gets its full share of calls at once, while its caches and connections are cold",
    help: "use `LEAST_REQUEST` or `ROUND_ROBIN`, or remove the warm-up",
  };
}
