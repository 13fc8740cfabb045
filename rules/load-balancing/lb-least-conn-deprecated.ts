import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Field } from "../../src/yaml/field.ts";

export const lbLeastConnDeprecated = defineRule({
  id: "lb-least-conn-deprecated",
  topic: "load-balancing",
  summary: "load balancing uses `LEAST_CONN`, the deprecated name of `LEAST_REQUEST`",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.simple"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "LoadBalancerSettings.SimpleLB LEAST_CONN [deprecated]",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyLoadBalancer: one branch for both names",
    ),
  ],
  fixable: "safe",
  *check(policy) {
    const simple = policy.loadBalancer?.get("simple");
    if (simple?.text === "LEAST_CONN") yield leastConn(simple);
  },
});

function leastConn(simple: Field): Finding {
  const edit = replaceText(simple, "LEAST_REQUEST");
  return {
    headline: "`LEAST_CONN` is deprecated and means `LEAST_REQUEST`",
    primary: { span: simple.span, text: "deprecated name" },
    note: "Envoy counts outstanding requests, not connections: gRPC calls are balanced one by one either way",
    help: "use `LEAST_REQUEST`, or leave the setting out: it is Istio's default",
    ...(edit && { fix: { title: "use `LEAST_REQUEST`", safe: true, edits: [edit] } }),
  };
}
