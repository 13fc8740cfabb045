import type { Gateway } from "../../src/mesh/objects/gateway.ts";
import { serverHost } from "../../src/mesh/objects/gateway.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { hasOtherRoutes, isPublicGateway } from "../../src/mesh/ask/mesh-routes.ts";
import { isService } from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayRouteForInternalHost = defineRule({
  id: "gateway-route-for-internal-host",
  topic: "gateways",
  summary: "a VirtualService is only for gateways, but its hosts are names inside the mesh",
  severity: "warning",
  reads: "virtualService",
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "VirtualService.gateways: with names only, sidecars do not use it unless `mesh` is one of them",
    ),
    thread(
      "istio/istio#14601",
      "routes of a Service with `gateways` and without `mesh` do nothing",
    ),
  ],
  ofIstio: ({ resource }) => resource,
  *check(virtualService, mesh) {
    const { viaMesh, hosts, http, gateways } = virtualService;
    const [host] = hosts;
    const [gateway] = gateways;
    if (viaMesh || http.length === 0 || host === undefined || gateway === undefined) return;
    const found = mesh.gatewaysOf(virtualService);
    if (found.length < gateways.length || !found.every(isForOutside)) return;
    const isInternal = hosts.every(({ value }) => isNameInMesh(value, virtualService, mesh));
    if (isInternal && !hasOtherRoutes(hosts, virtualService, mesh)) yield neverUsed(host, gateway);
  },
});

/** Opens ports for whatever host, and not for calls that leave the mesh or come from another cluster. */
function isForOutside({ resource, selector, servers }: Gateway): boolean {
  const names = [resource.name, ...Array.from(selector.values(), ({ value }) => value)];
  return (
    names.every(isPublicGateway) &&
    servers.every(
      ({ hosts, tlsMode }) =>
        tlsMode?.value !== "AUTO_PASSTHROUGH" &&
        hosts.every(({ value }) => serverHost(value) === "*"),
    )
  );
}

function isNameInMesh(host: string, { resource }: VirtualService, mesh: Mesh): boolean {
  const owner = mesh.findHost(host, resource);
  return (
    isService(owner) &&
    !owner.externalName &&
    sameDeployment(owner.resource, resource) === "certain"
  );
}

function neverUsed(host: Located<string>, gateway: Located<string>): Finding {
  return {
    headline: `routes for \`${host.value}\` are only used by a gateway, not in the mesh`,
    primary: { span: gateway.span, text: "sidecars do not use these routes" },
    related: [{ span: host.span, text: "a name inside the mesh" }],
    note: "callers in the mesh do not use these routes, and callers outside send a public `:authority`: 404, UNIMPLEMENTED (12)",
    help: "add `mesh` to `gateways`, or set `hosts` to the public name of the Service",
  };
}
