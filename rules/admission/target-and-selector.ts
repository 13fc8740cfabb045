import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const policy = ["spec.targetRefs", "spec.targetRef", "spec.selector"];

const places: Places = {
  "extensions.istio.io/TrafficExtension": policy,
  "extensions.istio.io/WasmPlugin": policy,
  "networking.istio.io/EnvoyFilter": ["spec.targetRefs", "spec.workloadSelector"],
  "security.istio.io/AuthorizationPolicy": policy,
  "security.istio.io/RequestAuthentication": policy,
  "telemetry.istio.io/Telemetry": policy,
};

export const targetAndSelector = defineRule({
  id: "target-and-selector",
  topic: "admission",
  summary: "`selector` and `targetRefs` are mutually exclusive",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "policies: only one of targetRefs or selector can be set",
    ),
    istio("pkg/config/validation/validation.go", "validateOneOfSelectorType"),
  ],
  *check(resource) {
    const [first, second] = placesOf(resource, places);
    if (first && second) yield exclusive(first, second, resource);
  },
});

function exclusive(target: Field, other: Field, { kind }: Resource): Finding {
  const keys = [target, other].map(({ step }) => `\`${String(step)}\``).join(" and ");
  const selector = other.key.value === "targetRef" ? "selector" : other.key.value;
  return {
    headline: `${keys} are mutually exclusive`,
    primary: { span: target.keySpan, text: "sets the scope" },
    related: [{ span: other.keySpan, text: "sets the scope" }],
    note: `the API server refuses the ${kind}: the previous version stays in effect`,
    help: `keep \`${selector}\` for pods with a sidecar, \`targetRefs\` for gateways and waypoints`,
  };
}
