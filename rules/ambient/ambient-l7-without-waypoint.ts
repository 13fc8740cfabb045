import { isServiceBehindGateway } from "../../src/mesh/ask/behind-gateways.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { holdsWaypoint, ztunnelAlone } from "../../src/mesh/ask/ambient.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { asksForSidecars } from "../../src/mesh/objects/injection.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const virtualService = "networking.istio.io/VirtualService";

/** Hosts that something is said of, beside what only a proxy that reads HTTP can do. */
const hosts: Places = {
  [virtualService]: ["spec.hosts[]"],
  "networking.istio.io/DestinationRule": ["spec.host"],
};

const settings: Places = {
  [virtualService]: ["spec.http"],
  "networking.istio.io/DestinationRule": [
    "spec.trafficPolicy.loadBalancer",
    "spec.trafficPolicy.outlierDetection",
    "spec.trafficPolicy.connectionPool.http",
    "spec.subsets",
  ],
  "gateway.networking.k8s.io/HTTPRoute": ["spec.rules"],
  "gateway.networking.k8s.io/GRPCRoute": ["spec.rules"],
};

export const ambientL7WithoutWaypoint = defineRule({
  id: "ambient-l7-without-waypoint",
  topic: "ambient",
  summary: "routes or a traffic policy for a Service of an ambient namespace without a waypoint",
  severity: "warning",
  severityWhere: { info: "no waypoint is in the files either: both may be made by hand" },
  reads: "resource",
  fields: settings,
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_waypoint.go",
      "VirtualServices and DestinationRules are read for waypoints; ztunnel gets neither",
    ),
    istio("pilot/pkg/serviceregistry/ambient/waypoints.go", "istio.io/use-waypoint"),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "referenceAllowed: a parent Service without istio.io/use-waypoint is reported in the route's status only",
    ),
    thread("istio/istio#53508", "ambient: all gRPC calls to one pod"),
  ],
  answers: ["KIA0210", "KIA0211", "KIA1109", "KIA1113"],
  *check(resource, mesh) {
    const [setting] = placesOf(resource, settings);
    if (setting === undefined) return;
    for (const service of servicesOf(resource, mesh)) {
      const mode = ztunnelAlone(service, mesh);
      if (!mode || service.namespace !== resource.namespace) continue;
      if (!holdsSidecars(mesh) && !isForGateways(resource, mesh))
        yield notRead({ resource, setting, mode, service }, mesh);
      return;
    }
  },
});

/** The Services that the resource is about: by host, or as parents of a route. */
function servicesOf(resource: Resource, mesh: Mesh): readonly Resource[] {
  const parents = (resource.spec?.get("parentRefs")?.items() ?? []).filter(
    (parent) => parent.get("kind")?.text === "Service",
  );
  return [
    ...placesOf(resource, hosts).flatMap(
      (host) => mesh.findService(host.text ?? "", resource)?.resource ?? [],
    ),
    ...parents.flatMap((parent) =>
      mesh.meantBy(resource, "/Service", {
        name: parent.get("name")?.text ?? "",
        namespace: parent.get("namespace")?.text ?? resource.namespace,
      }),
    ),
  ];
}

/** Callers with sidecars read it themselves, wherever the Service is; so would those of another namespace. */
function holdsSidecars(mesh: Mesh): boolean {
  return (
    mesh.all.workload().some(({ injection }) => injection === "injected") ||
    mesh.ofType("/Namespace").some(asksForSidecars)
  );
}

/** A gateway reads it for calls that come through it. */
function isForGateways(resource: Resource, mesh: Mesh): boolean {
  const bound = mesh.virtualServiceOf(resource);
  const service = mesh.findService(resource.spec?.get("host")?.text ?? "", resource);
  return bound?.viaGateway ?? (service !== undefined && isServiceBehindGateway(service, mesh));
}

interface Unread {
  readonly resource: Resource;
  readonly setting: Field;
  readonly mode: Field;
  readonly service: Resource;
}

function notRead({ resource, setting, mode, service }: Unread, mesh: Mesh): Finding {
  return {
    headline: `\`${service.name}\` has no waypoint, so ${resource.kind} \`${resource.name}\` has no effect`,
    primary: { span: setting.keySpan, text: "not for ztunnel" },
    related: [{ span: mode.span, text: "no sidecars here" }],
    note:
      resource.kind !== "DestinationRule"
        ? "ztunnel forwards connections: none of these routes, timeouts or retries apply to gRPC calls"
        : "ztunnel balances connections, not calls: all gRPC calls of a client go to one pod",
    help: `label Service \`${service.name}\` or its namespace with \`istio.io/use-waypoint\`, and deploy that waypoint`,
    ...(!holdsNamespace(service.namespace, mesh) &&
      !holdsWaypoint(service, mesh) && { severity: "info" as const }),
  };
}
