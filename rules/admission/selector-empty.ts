import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "extensions.istio.io/TrafficExtension": ["spec.selector"],
  "extensions.istio.io/WasmPlugin": ["spec.selector"],
  "networking.istio.io/DestinationRule": ["spec.workloadSelector"],
  "networking.istio.io/EnvoyFilter": ["spec.workloadSelector"],
  "networking.istio.io/ProxyConfig": ["spec.selector"],
  "networking.istio.io/ServiceEntry": ["spec.workloadSelector"],
  "networking.istio.io/Sidecar": ["spec.workloadSelector"],
  "security.istio.io/AuthorizationPolicy": ["spec.selector"],
  "security.istio.io/PeerAuthentication": ["spec.selector"],
  "security.istio.io/RequestAuthentication": ["spec.selector"],
  "telemetry.istio.io/Telemetry": ["spec.selector"],
};

export const selectorEmpty = defineRule({
  id: "selector-empty",
  topic: "admission",
  summary: "a selector without labels, which selects every pod of the namespace",
  severity: "warning",
  reads: "resource",
  fields: places,
  evidence: [
    istio("pkg/config/validation/validation.go", "workload selector specified without labels"),
  ],
  *check(resource) {
    for (const selector of placesOf(resource, places)) {
      const labels = selector.get("matchLabels") ?? selector.get("labels");
      if (!selector.isMap || (labels?.fields().length ?? 0) > 0) continue;
      const others = selector
        .fields()
        .some(({ step }) => !/^(?:matchL|l)abels$/.test(String(step)));
      // Another key is an unknown field, and the labels may be meant by it.
      if (!others) yield everything(resource, selector);
    }
  },
});

function everything({ kind, namespace }: Resource, selector: Field): Finding {
  const where = namespace === undefined ? "its namespace" : `\`${namespace}\``;
  return {
    headline: `this \`${String(selector.step)}\` has no labels, so it selects every pod of ${where}`,
    primary: { span: selector.keySpan, text: "no labels" },
    note: `Istio's webhook warns: the ${kind} also applies to gRPC servers it was not intended for`,
    help: `add the labels of the pods, or remove \`${String(selector.step)}\` to select all pods`,
  };
}
