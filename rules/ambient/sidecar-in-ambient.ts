import { ambientLabel } from "../../src/mesh/ask/ambient.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const sidecarInAmbient = defineRule({
  id: "sidecar-in-ambient",
  topic: "ambient",
  summary: "a Sidecar applies to pods of an ambient namespace, which have no sidecars",
  severity: "warning",
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": [""] },
  evidence: [
    istio("pkg/config/analysis/analyzers/sidecar/selector.go", "IST0167 IneffectivePolicy"),
  ],
  answers: ["IST0167"],
  *check(resource, mesh) {
    const mode = ambientLabel(resource, mesh);
    if (mode) yield noEffect(resource, mode, mesh);
  },
});

function noEffect(resource: Resource, mode: Field, mesh: Mesh): Finding {
  return {
    headline: `namespace \`${resource.namespace ?? ""}\` is ambient: Sidecar \`${resource.name}\` has no effect`,
    primary: { span: mesh.nameSpan(resource), text: "for sidecars only" },
    related: [{ span: mode.span, text: "no sidecars here" }],
    note: "ztunnel and waypoints do not read it: its pods can reach every gRPC service, and its ports are unchanged",
    help: "remove it; restrict calls with an AuthorizationPolicy",
  };
}
