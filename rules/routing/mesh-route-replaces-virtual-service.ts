import type { GatewayApiRoute } from "../../src/mesh/objects/gateway-api.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { surelyTogether } from "../../src/mesh/ask/surely-together.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const meshRouteReplacesVirtualService = defineRule({
  id: "mesh-route-replaces-virtual-service",
  topic: "routing",
  summary: "a GRPCRoute or HTTPRoute of a Service silently replaces the VirtualService of its host",
  severity: "warning",
  reads: "gatewayApiRoute",
  evidence: [
    istio(
      "pilot/pkg/model/virtualservice.go",
      "selectVirtualServices: loopAndAdd: routes of the Gateway API in the namespace of the proxy come before VirtualServices",
    ),
  ],
  ofIstio: ({ resource }) => resource,
  *check(route, mesh) {
    for (const parent of route.parents) {
      const found = replacedBy(parent, route, mesh);
      if (found) yield replaced(parent, found, route, mesh);
    }
  },
});

/** A VirtualService of sidecars for the very host of a parent Service, all of whose ports the route is for. */
function replacedBy(
  parent: Field,
  { resource }: GatewayApiRoute,
  mesh: Mesh,
): VirtualService | undefined {
  const name = parent.get("name")?.text;
  const namespace = parent.get("namespace")?.text ?? resource.namespace;
  // A route of another namespace is for that namespace's clients alone.
  if (parent.get("kind")?.text !== "Service" || !name || namespace !== resource.namespace)
    return undefined;
  if (parent.get("port") !== undefined) return undefined;
  return mesh
    .virtualServicesFor(name, resource)
    .find((it) => it.viaMesh && it.http.length > 0 && surelyTogether(it.resource, resource));
}

function replaced(
  parent: Field,
  { resource: service }: VirtualService,
  { resource }: GatewayApiRoute,
  mesh: Mesh,
): Finding {
  const name = parent.get("name");
  return {
    headline: `${resource.kind} \`${resource.name}\` replaces VirtualService \`${service.name}\` for its namespace`,
    primary: { span: (name ?? parent).span, text: "routes of this Service" },
    related: [{ span: mesh.nameSpan(service), text: "ignored next to the route" }],
    note: "clients of this namespace get none of its routes, timeouts and retries; clients of other namespaces may",
    help: `move the routes of \`${service.name}\` into the ${resource.kind}, and remove it`,
  };
}
