import type { Resource } from "../../src/manifest/resource.ts";
import type { Gateway } from "../../src/mesh/objects/gateway.ts";
import { serverHost } from "../../src/mesh/objects/gateway.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isService } from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayRouteForInternalHost = defineRule({
  id: "gateway-route-for-internal-host",
  topic: "gateways",
  summary: "a VirtualService is only for gateways, but a host of it is a name inside the mesh",
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
    thread(
      "istio/istio#38180",
      "`retries.attempts: 0` for two hosts, with a gateway alone: calls in the mesh are retried",
    ),
  ],
  ofIstio: ({ resource }) => resource,
  *check(virtualService, mesh) {
    const { viaMesh, hosts, http, gateways } = virtualService;
    const [gateway] = gateways;
    if (viaMesh || http.length === 0 || gateway === undefined) return;
    const found = mesh.gatewaysOf(virtualService);
    const inMesh = hosts.filter(({ value }) => isNameInMesh(value, virtualService, mesh));
    const isForAll = found.length === gateways.length && found.every(isForOutside);
    if (inMesh.length === hosts.length && isForAll && !hasOthers(hosts, virtualService, mesh)) {
      yield* inMesh.slice(0, 1).map((host) => neverUsed(host, gateway));
    } else if (inMesh.length < hosts.length && gateways.every(isPublic)) {
      const settings = settingsIn(http);
      const host = hosts.find(({ value }) => isOwnName(value, virtualService, mesh));
      if (host && settings.length > 0 && !hasOthers([host], virtualService, mesh))
        yield onlyAtGateway(host, gateway, settings);
    }
  },
});

/** Other VirtualServices for a host; its own variants in other folders do not count. */
function hasOthers(
  hosts: readonly Located<string>[],
  { resource }: VirtualService,
  mesh: Mesh,
): boolean {
  return hosts.some(({ value }) =>
    mesh
      .virtualServicesFor(value, resource)
      .some((it) => it.resource !== resource && !isVariant(it.resource, resource)),
  );
}

/** Not for calls that leave the mesh, come from another cluster, or start in the mesh. */
function isPublic({ value }: Pick<Located<string>, "value">): boolean {
  return !/egress|east-?west|cross-?network|internal|private|local|mesh/i.test(value);
}

/** The name of a Service, next to public names of it: it is there for callers in the mesh. */
function isOwnName(host: string, { resource, http }: VirtualService, mesh: Mesh): boolean {
  const isFull = host.endsWith(`.svc.${mesh.settings.clusterDomain}`);
  const isTarget = http.some((route) =>
    route
      .get("route")
      ?.items()
      .some((it) => it.at("destination", "host")?.text === host),
  );
  return isTarget && (isFull || isService(mesh.findHost(host, resource)));
}

/** What callers in the mesh miss: without any of it they reach the same Service anyway. */
function settingsIn(http: readonly Field[]): readonly string[] {
  const keys = ["retries", "timeout", "fault", "mirror", "mirrors"];
  const isSplit = http.some((route) => (route.get("route")?.items().length ?? 0) > 1);
  return [
    ...keys.filter((key) => http.some((route) => route.get(key) !== undefined)),
    ...(isSplit ? ["weights"] : []),
  ];
}

function isVariant(one: Resource, other: Resource): boolean {
  return (
    one.name === other.name &&
    one.namespace === other.namespace &&
    one.document.source !== other.document.source
  );
}

/** Opens ports for whatever host, and not for calls that leave the mesh or come from another cluster. */
function isForOutside({ resource, selector, servers }: Gateway): boolean {
  const names = [{ value: resource.name }, ...selector.values()];
  return (
    names.every(isPublic) &&
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
    note: "callers in the mesh get none of these routes, and those outside send a public `:authority`: 404, UNIMPLEMENTED (12)",
    help: "add `mesh` to `gateways`, or set `hosts` to the public name of the Service",
  };
}

function onlyAtGateway(
  host: Located<string>,
  gateway: Located<string>,
  settings: readonly string[],
): Finding {
  return {
    headline: `routes for \`${host.value}\` are only used by a gateway, not in the mesh`,
    primary: { span: gateway.span, text: "sidecars do not use these routes" },
    related: [{ span: host.span, text: "a name inside the mesh" }],
    note: `callers in the mesh dial the Service without its ${list(settings)}, with Istio's default retries`,
    help: "add `mesh` to `gateways` if they are meant as well; remove this host if they are not",
  };
}
