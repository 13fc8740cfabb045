import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "extensions.istio.io/TrafficExtension": ["spec.selector.matchLabels{}"],
  "extensions.istio.io/WasmPlugin": ["spec.selector.matchLabels{}"],
  "networking.istio.io/DestinationRule": ["spec.workloadSelector.matchLabels{}"],
  "networking.istio.io/ProxyConfig": ["spec.selector.matchLabels{}"],
  "security.istio.io/AuthorizationPolicy": ["spec.selector.matchLabels{}"],
  "security.istio.io/PeerAuthentication": ["spec.selector.matchLabels{}"],
  "security.istio.io/RequestAuthentication": ["spec.selector.matchLabels{}"],
  "telemetry.istio.io/Telemetry": ["spec.selector.matchLabels{}"],
  "networking.istio.io/EnvoyFilter": ["spec.workloadSelector.labels{}"],
  "networking.istio.io/ServiceEntry": ["spec.workloadSelector.labels{}"],
  "networking.istio.io/Sidecar": ["spec.workloadSelector.labels{}"],
};

export const selectorWildcard = defineRule({
  id: "selector-wildcard",
  topic: "admission",
  summary: "a selector of pods with a wildcard or an empty label name",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "matchLabels and labels of selectors: wildcard not allowed, key must not be empty",
    ),
    istio("pkg/config/validation/validation.go", "ValidateAlphaWorkloadSelector: names as well"),
  ],
  *check(resource) {
    for (const label of placesOf(resource, places)) {
      const key = String(label.step);
      if (key === "") yield withoutName(label);
      if (key.includes("*")) yield wildcard(label, label.keySpan);
      if (label.text?.includes("*") === true) yield wildcard(label, label.span);
    }
  },
});

function wildcard(label: Field, span: Field["span"]): Finding {
  const written = `${label.key.value}: ${label.text ?? ""}`;
  return refusal({
    headline: `the selector's label \`${written}\` has a wildcard`,
    primary: { span, text: "compared literally" },
    help: "use the full label value, or select by another label that the pods share",
  });
}

function withoutName(label: Field): Finding {
  return refusal({
    headline: "a label of the selector has no name",
    primary: { span: label.keySpan, text: "empty name" },
    help: "use a label of the pods, such as `app`",
  });
}
