import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeUpwards } from "../../src/rule/removals.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

const portBlocks = ["loadBalancer", "connectionPool", "outlierDetection", "tls"] as const;
const blocks = [
  ...portBlocks,
  "portLevelSettings",
  "tunnel",
  "proxyProtocol",
  "retryBudget",
] as const;

export const trafficPolicyEmpty = defineRule({
  id: "traffic-policy-empty",
  topic: "admission",
  summary: "a traffic policy or port-level policy without any setting",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateTrafficPolicy: must have at least one field",
    ),
    istio(
      "pkg/config/validation/validation.go",
      "validatePortTrafficPolicies: must have at least one field",
    ),
  ],
  fixable: "unsafe",
  *check(policy) {
    const { field, replaces } = policy;
    const known = replaces === undefined ? blocks : portBlocks;
    // Misspelt blocks are unknown fields, and said so.
    const others = field.fields().some(({ step }) => step !== "port");
    if (field.isMap && !others && known.every((name) => field.get(name) === undefined)) {
      yield empty(policy);
    }
  },
});

function empty({ field, replaces, port }: TrafficPolicy): Finding {
  const whole = replaces === undefined;
  return {
    headline: whole
      ? "the traffic policy is empty"
      : `the settings of ${port ? `port ${port.value}` : "a port"} are empty`,
    primary: { span: whole ? field.keySpan : (port?.span ?? field.span), text: "nothing set" },
    note: "Istio's webhook refuses the DestinationRule: its subsets and settings never take effect",
    help: whole
      ? "remove `trafficPolicy`, or set one of its fields, such as `connectionPool`"
      : "remove the entry, or set `loadBalancer`, `connectionPool`, `outlierDetection` or `tls`",
    ...offerFix(removeUpwards(field, whole ? 0 : 2), {
      title: whole
        ? "remove `trafficPolicy` (the rest then takes effect)"
        : "remove the entry (the rest then takes effect)",
      safe: false,
    }),
  };
}
