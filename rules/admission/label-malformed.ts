import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { isLabelKey, isLabelValue } from "../../src/validate/labels.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Located } from "../../src/yaml/source.ts";
import { shorten } from "../../src/text/shorten.ts";

const places: Places = {
  "networking.istio.io/VirtualService": ["http", "tls", "tcp"].map(
    (protocol) => `spec.${protocol}[].match[].sourceLabels{}`,
  ),
  "networking.istio.io/DestinationRule": ["spec.subsets[].labels{}"],
  "networking.istio.io/WorkloadEntry": ["spec.labels{}"],
  "networking.istio.io/WorkloadGroup": ["spec.metadata.labels{}"],
  "networking.istio.io/ServiceEntry": ["spec.endpoints[].labels{}"],
};

export const labelMalformed = defineRule({
  id: "label-malformed",
  topic: "admission",
  summary: "a label that Kubernetes does not accept, so no pod can have it",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [istio("pkg/config/labels/instance.go", "Instance.Validate")],
  *check(resource) {
    // Only these two ways to find endpoints look at them.
    const resolution = resource.spec?.get("resolution")?.text;
    if (resource.kind === "ServiceEntry" && !/^(?:STATIC|DNS)/.test(resolution ?? "")) return;
    for (const field of placesOf(resource, places)) {
      const { key } = field;
      const value = field.string();
      if (!isLabelKey(key.value) && !isPlaceholder(key.value))
        yield malformed(resource, key, "key");
      if (value && !isLabelValue(value.value) && !isPlaceholder(value.value)) {
        yield malformed(resource, value, "value");
      }
    }
  },
});

function malformed(resource: Resource, text: Located<string>, what: "key" | "value"): Finding {
  return webhookRefusal(resource, {
    headline: `\`${shorten(text.value)}\` is not a valid label ${what}`,
    primary: { span: text.span, text: "no pod has this" },
    help:
      what === "key"
        ? "use at most 63 letters, digits, `-`, `_` and `.`, with an optional DNS prefix and `/`"
        : "use letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
  });
}
