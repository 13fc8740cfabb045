import type { Mesh } from "../mesh.ts";
import { fullHost, openNamespace, serviceNameOf } from "../objects/hosts.ts";
import type { Destination, Route } from "../objects/route.ts";
import type { Service } from "../objects/service.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** Whether some gateway sends to a host, in full, by a route or by an Ingress of Istio: its Envoy reads what is said of it. */
export function isBehindGateway(host: string, mesh: Mesh): boolean {
  const { clusterDomain } = mesh.settings;
  const hosts = hostsBehindGateways(mesh);
  const named = serviceNameOf(host, clusterDomain);
  if (named === undefined || hosts.has(host)) return hosts.has(host);
  const { name, namespace } = named;
  const isOpen = namespace === openNamespace;
  return (
    hosts.has(fullHost(name, { namespace: undefined }, clusterDomain)) ||
    (isOpen && [...hosts].some((it) => serviceNameOf(it, clusterDomain)?.name === name)) ||
    mesh
      .istioIngressBackends(name)
      .some(({ ingress }) => isOpen || namespacesAgree(ingress.namespace, namespace))
  );
}

export function isServiceBehindGateway({ resource }: Service, mesh: Mesh): boolean {
  const host = fullHost(resource.name, resource, mesh.settings.clusterDomain);
  return isBehindGateway(host.toLowerCase(), mesh);
}

const hostsBehindGateways = oncePerMesh(
  (mesh): ReadonlySet<string> =>
    new Set(
      mesh.all
        .anyRoute()
        .filter(({ viaGateway }) => viaGateway)
        .flatMap((route) =>
          [...route.destinations, ...route.mirrors].flatMap((it) => hostOf(it, route, mesh)),
        ),
    ),
);

function hostOf(
  { service, host }: Destination,
  { resource }: Route,
  mesh: Mesh,
): readonly string[] {
  const from = service?.resource ?? resource;
  const name = service?.resource.name ?? host?.value;
  return name === undefined
    ? []
    : [fullHost(name, from, mesh.settings.clusterDomain).toLowerCase()];
}
