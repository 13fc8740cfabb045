import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const lbRedundantDefault = defineRule({
  id: "lb-redundant-default",
  topic: "load-balancing",
  summary: "a DestinationRule only sets `LEAST_REQUEST`, Istio's default",
  severity: "info",
  preset: "strict",
  reads: "destinationRule",
  fields: { "networking.istio.io/DestinationRule": ["spec.trafficPolicy.loadBalancer.simple"] },
  evidence: [
    istio("pilot/pkg/networking/core/cluster_traffic_policy.go", "defaultLBAlgorithm"),
    istio("pilot/pkg/model/push_context.go", "destinationRule: an exact host hides wildcards"),
  ],
  *check({ resource, host }) {
    const { spec } = resource;
    const simple = spec?.at("trafficPolicy", "loadBalancer", "simple");
    if (simple?.text !== "LEAST_REQUEST" || host === undefined) return;
    const alone =
      holdsOnly(spec, ["host", "trafficPolicy"]) &&
      holdsOnly(spec?.get("trafficPolicy"), ["loadBalancer"]) &&
      holdsOnly(spec?.at("trafficPolicy", "loadBalancer"), ["simple"]);
    if (alone) yield saysNothing(simple, host.value);
  },
});

function holdsOnly(field: Field | undefined, keys: readonly string[]): boolean {
  return field?.fields().every(({ step }) => keys.includes(String(step))) ?? true;
}

function saysNothing(simple: Field, host: string): Finding {
  return {
    headline: "this DestinationRule only sets the default, `LEAST_REQUEST`",
    primary: { span: simple.span, text: "the default" },
    note: "calls are balanced this way without it; with it, wildcard rules that match the host no longer apply",
    help: `remove it, unless it is meant to override wildcard rules for \`${host}\``,
  };
}
