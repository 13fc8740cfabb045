import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import { folderOf } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const label = "istio.io/use-waypoint";

const labelPath = `metadata.labels["${label}"]`;
const ofObjects = [labelPath];
const ofPods = [`spec.template.${labelPath}`];

const places: Places = {
  "/Namespace": ofObjects,
  "/Service": ofObjects,
  "/Pod": ofObjects,
  "networking.istio.io/ServiceEntry": ofObjects,
  "apps/Deployment": ofPods,
  "apps/StatefulSet": ofPods,
  "apps/DaemonSet": ofPods,
  "apps/ReplicaSet": ofPods,
  "batch/Job": ofPods,
  "batch/CronJob": [`spec.jobTemplate.spec.template.${labelPath}`],
};

export const waypointUnknown = defineRule({
  id: "waypoint-unknown",
  topic: "ambient",
  summary: "a label names a waypoint that does not exist",
  severity: "warning",
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pilot/pkg/serviceregistry/ambient/waypoints.go",
      "getWaypointFor: the Gateway of that name; without it none is used",
    ),
  ],
  *check(resource, mesh) {
    const [field] = placesOf(resource, places);
    const name = field?.text ?? "";
    if (field === undefined || name === "" || name === "none" || isPlaceholder(name)) return;
    const own = resource.type === "/Namespace" ? resource.name : resource.namespace;
    const namespace = field.parent?.get(`${label}-namespace`)?.text ?? own;
    if (namespace !== undefined && isPlaceholder(namespace)) return;
    const gateways = mesh.ofType("gateway.networking.k8s.io/Gateway");
    const isFound = gateways.some(
      (it) =>
        isPlaceholder(it.name) || (it.name === name && namespacesAgree(it.namespace, namespace)),
    );
    if (isFound) return;
    const near = waypointsIn(mesh).find(
      (it) => it.namespace === namespace && folderOf(it) === folderOf(resource),
    );
    const elsewhere = gateways.find((it) => it.name === name);
    if (near ?? holdsNamespace(namespace, mesh))
      yield unknown(field, name, { namespace, near, elsewhere }, mesh);
  },
});

const waypointsIn = oncePerMesh((mesh): readonly Resource[] =>
  mesh
    .ofType("gateway.networking.k8s.io/Gateway")
    .filter((it) => it.spec?.get("gatewayClassName")?.text === "istio-waypoint"),
);

interface Others {
  readonly namespace: string | undefined;
  /** Another waypoint of the namespace. */
  readonly near: Resource | undefined;
  /** The waypoint of that name in another namespace. */
  readonly elsewhere: Resource | undefined;
}

function unknown(
  field: Field,
  name: string,
  { namespace, near, elsewhere }: Others,
  mesh: Mesh,
): Finding {
  const meant = elsewhere ?? near;
  return {
    headline: headlineFor(name, { namespace, near, elsewhere }),
    primary: { span: field.span, text: "not found" },
    related: meant ? [{ span: mesh.nameSpan(meant), text: "the waypoint here" }] : [],
    note: "calls bypass every waypoint: routes, retries and rules by RPC have no effect",
    help: helpFor(name, { near, elsewhere }),
  };
}

function headlineFor(name: string, { namespace, near, elsewhere }: Others): string {
  if (elsewhere)
    return `namespace \`${namespace ?? ""}\` has no waypoint \`${name}\`, \`${elsewhere.namespace ?? ""}\` has one`;
  return `waypoint \`${name}\` does not exist${near ? `; \`${near.name}\` does` : ""}`;
}

function helpFor(name: string, { near, elsewhere }: Pick<Others, "near" | "elsewhere">): string {
  if (elsewhere) return `set \`${label}-namespace: ${elsewhere.namespace ?? ""}\` next to it`;
  return near
    ? `use \`${near.name}\` if that is what you meant`
    : `add a Gateway \`${name}\` of class \`istio-waypoint\``;
}
