import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const portLevelMtlsNoSelector = defineRule({
  id: "port-level-mtls-no-selector",
  topic: "admission",
  summary: "`portLevelMtls` without a pod selector",
  severity: "error",
  answers: ["IST0106"],
  reads: "peerAuthentication",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "PeerAuthentication: portLevelMtls requires selector",
    ),
    istio("pkg/config/validation/validation.go", "ValidatePeerAuthentication"),
  ],
  *check({ resource, selector, ports }) {
    const portLevel = resource.spec?.get("portLevelMtls");
    if (portLevel === undefined || ports.length === 0 || selector.size > 0) return;
    yield noSelector(portLevel, resource.spec?.get("selector"));
  },
});

function noSelector(portLevel: Field, selector: Field | undefined): Finding {
  return {
    headline: "`portLevelMtls` needs a `selector` with pod labels",
    primary: { span: portLevel.keySpan, text: "for selected pods only" },
    ...(selector && { related: [{ span: selector.keySpan, text: "no labels" }] }),
    note: "the API server refuses the PeerAuthentication: the previous mode stays in effect",
    help: "add `selector.matchLabels` with the labels of the pods with these ports",
  };
}
