import { isServiceBehindGateway } from "../../src/mesh/ask/behind-gateways.ts";
import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const headlessLbIgnored = defineRule({
  id: "headless-lb-ignored",
  topic: "load-balancing",
  summary: "load balancing is set for a headless Service, whose clients pick the pods themselves",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster.go",
      "convertResolution: Passthrough is ORIGINAL_DST, but for gateways",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyLoadBalancer: CLUSTER_PROVIDED",
    ),
  ],
  *check(policy, mesh) {
    const service = mesh.serviceOf(policy.rule);
    if (service?.headless !== true) return;
    // Gateways do know the pods of a headless Service and balance over them.
    if (isServiceBehindGateway(service, mesh)) return;
    const setting = settingOf(policy.loadBalancer);
    if (setting) yield ignored(setting, service, service.resource.spec?.get("clusterIP"));
  },
});

function settingOf(balancer: Field | undefined): Field | undefined {
  const simple = balancer?.get("simple");
  const named = simple?.text !== "PASSTHROUGH" ? simple : undefined;
  return balancer?.get("consistentHash") ?? named ?? balancer?.get("warmup");
}

function ignored(setting: Field, { resource }: Service, none: Field | undefined): Finding {
  return {
    headline: `\`${String(setting.step)}\` has no effect on \`${resource.name}\`, a headless Service`,
    primary: { span: setting.keySpan, text: "ignored by sidecars" },
    ...(none && { related: [{ span: none.span, text: "clients connect to pod addresses" }] }),
    note: "each gRPC channel stays on the pod that its client resolved: calls are not balanced over pods",
    help: `give clients an additional Service with a cluster IP, and set \`host\` to that one`,
  };
}
