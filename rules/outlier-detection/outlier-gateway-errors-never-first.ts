import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Envoy's `consecutive_5xx`, in force wherever outlier detection does not say another number. */
const fallback = 5;

export const outlierGatewayErrorsNeverFirst = defineRule({
  id: "outlier-gateway-errors-never-first",
  topic: "outlier-detection",
  summary: "`consecutiveGatewayErrors` can never be reached before `consecutive5xxErrors`",
  severity: "warning",
  severityWhere: { info: "the other counter has its default" },
  reads: "trafficPolicy",
  fields: policyPlaces("outlierDetection.consecutiveGatewayErrors"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "OutlierDetection.consecutive_gateway_errors: no effect",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyOutlierDetection: unset leaves Envoy's 5",
    ),
  ],
  *check({ outlierDetection }) {
    const gateway = outlierDetection?.get("consecutiveGatewayErrors");
    const all = outlierDetection?.get("consecutive5xxErrors");
    const least = all === undefined ? fallback : all.number()?.value;
    const errors = gateway?.number()?.value;
    if (gateway === undefined || errors === undefined || least === undefined) return;
    // 0 switches a counter off.
    if (errors > 0 && least > 0 && errors >= least) yield neverFirst(gateway, all, least);
  },
});

function neverFirst(gateway: Field, all: Field | undefined, least: number): Finding {
  return {
    headline: `\`consecutiveGatewayErrors\` has no effect: ${least} errors of any kind eject a pod first`,
    primary: { span: gateway.span, text: "never reached first" },
    related: [
      all
        ? { span: all.span, text: "also counts gateway errors" }
        : { span: gateway.keySpan, text: "`consecutive5xxErrors` defaults to 5" },
    ],
    note: "errors such as INTERNAL or UNKNOWN also eject a pod, not only UNAVAILABLE (503)",
    help: `use a value below ${least}, or disable the other counter: \`consecutive5xxErrors: 0\``,
    severity: all ? "warning" : "info",
  };
}
