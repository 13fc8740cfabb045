import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const clientTlsVerificationConflict = defineRule({
  id: "client-tls-verification-conflict",
  topic: "admission",
  summary:
    "`insecureSkipVerify` is set together with the verification it skips, or a ConfigMap is in another namespace",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("tls"),
  evidence: [istio("pkg/config/validation/agent/validation.go", "ValidateTLS")],
  *check(policy) {
    const { tls } = policy;
    if (tls === undefined) return;
    const skip = tls.get("insecureSkipVerify");
    const mode = tls.get("mode")?.text ?? "";
    if (skip?.boolean()?.value === true) {
      for (const field of tls.pick(verified(mode))) {
        if (field.text !== "") yield contradicts(policy, skip, field);
      }
    }
    const name = tls.get("credentialName");
    if (name && isElsewhere(name, policy)) yield elsewhere(policy, name);
  },
});

function verified(mode: string): readonly string[] {
  if (mode === "SIMPLE") return ["caCertificates", "credentialName", "subjectAltNames"];
  return mode === "MUTUAL" ? ["caCertificates", "subjectAltNames"] : [];
}

/** `configmap://namespace/name`; without a written namespace of the rule it may be its own. */
function isElsewhere(name: Field, { rule }: TrafficPolicy): boolean {
  const text = name.text ?? "";
  const [, namespace] = /^configmap:\/\/([^/]+)\//.exec(text) ?? [];
  const own = rule.resource.namespace;
  return namespace !== undefined && own !== undefined && namespace !== own;
}

function contradicts({ rule }: TrafficPolicy, skip: Field, field: Field): Finding {
  return webhookRefusal(rule.resource, {
    headline: `\`insecureSkipVerify\` and \`${String(field.step)}\` are mutually exclusive`,
    primary: { span: field.keySpan, text: "no effect without verification" },
    related: [{ span: skip.span, text: "disables verification" }],
    help: `remove \`insecureSkipVerify\` to verify servers; otherwise remove \`${String(field.step)}\``,
  });
}

function elsewhere({ rule }: TrafficPolicy, name: Field): Finding {
  return webhookRefusal(rule.resource, {
    headline: "CA certificates must be in a ConfigMap of the rule's own namespace",
    primary: { span: name.span, text: "another namespace" },
    help: `copy the ConfigMap to \`${rule.resource.namespace ?? ""}\` and name it there`,
  });
}
