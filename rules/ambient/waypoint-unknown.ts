import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import { folderOf } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const label = "istio.io/use-waypoint";

/** Kinds whose label is read. */
const labelled = ["/Namespace", "/Service", "/Pod", "networking.istio.io/ServiceEntry"];

export const waypointUnknown = defineRule({
  id: "waypoint-unknown",
  topic: "ambient",
  summary: "a label names a waypoint that does not exist",
  severity: "warning",
  reads: "resource",
  fields: Object.fromEntries(labelled.map((type) => [type, [`metadata.labels["${label}"]`]])),
  evidence: [
    istio(
      "pilot/pkg/serviceregistry/ambient/waypoints.go",
      "getWaypointFor: the Gateway of that name; without it none is used",
    ),
  ],
  *check(resource, mesh) {
    const field = resource.metadata?.at("labels", label);
    const name = field?.text ?? "";
    if (field === undefined || name === "" || name === "none" || isPlaceholder(name)) return;
    const labels = resource.metadata?.get("labels");
    const own = resource.type === "/Namespace" ? resource.name : resource.namespace;
    const namespace = labels?.get(`${label}-namespace`)?.text ?? own;
    const gateways = mesh.ofType("gateway.networking.k8s.io/Gateway");
    if (gateways.some((it) => it.name === name || isPlaceholder(it.name))) return;
    const near = waypointsIn(mesh).find(
      (it) => it.namespace === namespace && folderOf(it) === folderOf(resource),
    );
    if (near ?? holdsNamespace(namespace, mesh)) yield unknown(field, name, near, mesh);
  },
});

const waypointsIn = oncePerMesh((mesh): readonly Resource[] =>
  mesh
    .ofType("gateway.networking.k8s.io/Gateway")
    .filter((it) => it.spec?.get("gatewayClassName")?.text === "istio-waypoint"),
);

function unknown(field: Field, name: string, near: Resource | undefined, mesh: Mesh): Finding {
  return {
    headline: `waypoint \`${name}\` does not exist${near ? `; \`${near.name}\` does` : ""}`,
    primary: { span: field.span, text: "not found" },
    related: near ? [{ span: mesh.nameSpan(near), text: "the waypoint here" }] : [],
    note: "calls bypass every waypoint: routes, retries and rules by RPC have no effect",
    help: near
      ? `use \`${near.name}\` if that is what you meant`
      : `add a Gateway \`${name}\` of class \`istio-waypoint\``,
  };
}
