import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const gateway = "gateway.networking.k8s.io/Gateway";
const label = "gateway.networking.k8s.io/gateway-name";
const selector = ["spec.selector.matchLabels"];

const places: Places = {
  "security.istio.io/AuthorizationPolicy": selector,
  "security.istio.io/RequestAuthentication": selector,
  "telemetry.istio.io/Telemetry": selector,
  "extensions.istio.io/WasmPlugin": selector,
};

export const selectorOnWaypoint = defineRule({
  id: "selector-on-waypoint",
  topic: "ambient",
  summary: "a policy selects a waypoint's pods by labels, which waypoints ignore",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pilot/pkg/model/policyattachment.go",
      "ShouldAttachPolicy: waypoints never use selector",
    ),
  ],
  answers: ["IST0166", "KIA0110"],
  *check(resource, mesh) {
    for (const field of placesOf(resource, places)) {
      const name = field.get(label);
      const waypoint = name && waypointOf(name, resource, mesh);
      if (name && waypoint) yield ignored(resource, name, waypoint, mesh);
    }
  },
});

function waypointOf(name: Field, resource: Resource, mesh: Mesh): Resource | undefined {
  const { namespace } = resource;
  const [waypoint, ...rivals] = mesh
    .meantBy(resource, gateway, { name: name.text ?? "", namespace })
    .filter((it) => it.namespace === namespace);
  const type = waypoint?.spec?.get("gatewayClassName")?.text;
  return rivals.length === 0 && type === "istio-waypoint" ? waypoint : undefined;
}

function ignored({ kind, name }: Resource, named: Field, waypoint: Resource, mesh: Mesh): Finding {
  return {
    headline: `waypoint \`${waypoint.name}\` ignores ${kind} \`${name}\`: it has no \`targetRefs\``,
    primary: { span: named.keySpan, text: "ignored" },
    related: [{ span: mesh.nameSpan(waypoint), text: "a waypoint" }],
    note: "the policy has no effect anywhere: gRPC calls through the waypoint are not affected by it",
    help: `replace \`selector\` with \`targetRefs\` to Gateway \`${waypoint.name}\`, or to the Services it serves`,
  };
}
