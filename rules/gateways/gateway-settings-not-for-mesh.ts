import { fullHost, hostCovers } from "../../src/mesh/objects/hosts.ts";
import { areAllPublic, hasOtherRoutes } from "../../src/mesh/ask/mesh-routes.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isService } from "../../src/mesh/objects/service.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewaySettingsNotForMesh = defineRule({
  id: "gateway-settings-not-for-mesh",
  topic: "gateways",
  summary: "retries, timeouts or weights for a name inside the mesh are only used by a gateway",
  severity: "warning",
  reads: "virtualService",
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "VirtualService.gateways: with names only, sidecars do not use it unless `mesh` is one of them",
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
    if (viaMesh || gateway === undefined) return;
    // By these names, `mesh` was meant, or calls in the mesh are.
    const isForMesh = gateways.some(({ value }) => /(?:^|\/|\b(?:in|within)-?)mesh$/i.test(value));
    if (isForMesh || !areAllPublic(virtualService, mesh)) return;
    const host = hosts.find(({ value }) => isOwnName(value, virtualService, mesh));
    const settings = settingsIn(http);
    // Another rule covers hosts that are all inside the mesh.
    if (host === undefined || hosts.length < 2 || settings.length === 0) return;
    if (hosts.every(({ value }) => isOwnName(value, virtualService, mesh))) return;
    const service = mesh.findService(host.value, virtualService.resource);
    const isRouted =
      service !== undefined && mesh.anyRoutesTo(service).some((it) => !it.viaGateway);
    if (isRouted || isWithinWildcard(host.value, virtualService, mesh)) return;
    if (!hasOtherRoutes([host], virtualService, mesh)) yield onlyAtGateway(host, gateway, settings);
  },
});

/** A VirtualService in the mesh may be for every host of a domain. */
function isWithinWildcard(host: string, { resource }: VirtualService, mesh: Mesh): boolean {
  const whole = fullHost(host, resource, mesh.settings.clusterDomain);
  return mesh.all
    .virtualService()
    .some(
      ({ viaMesh, hosts }) =>
        viaMesh && hosts.some(({ value }) => value.startsWith("*") && hostCovers(value, whole)),
    );
}

/** The name of a Service, next to public names of it: it is there for callers in the mesh. */
function isOwnName(host: string, { resource, http }: VirtualService, mesh: Mesh): boolean {
  const whole = (name: string): string => fullHost(name, resource, mesh.settings.clusterDomain);
  const isFull = host.endsWith(`.svc.${mesh.settings.clusterDomain}`);
  const targets = http
    .flatMap((route) => route.get("route")?.items() ?? [])
    .map((it) => it.at("destination", "host")?.text);
  const isTarget = targets.some((it) => it !== undefined && whole(it) === whole(host));
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

function onlyAtGateway(
  host: Located<string>,
  gateway: Located<string>,
  settings: readonly string[],
): Finding {
  return {
    headline: `routes for \`${host.value}\` are only used by a gateway, not in the mesh`,
    primary: { span: gateway.span, text: "sidecars do not use these routes" },
    related: [{ span: host.span, text: "a name inside the mesh" }],
    note: `callers in the mesh connect to the Service without its ${list(settings)}, with Istio's default retries`,
    help: "add `mesh` to `gateways` if they are meant as well; remove this host if they are not",
  };
}
