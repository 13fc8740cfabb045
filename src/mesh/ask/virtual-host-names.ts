import { gather } from "../../collections/gather.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import { ownerOfIngress } from "../objects/gateway-classes.ts";
import { serverHost, type GatewayServer } from "../objects/gateway.ts";
import { fullHost, hostCovers, openNamespace } from "../objects/hosts.ts";
import { mayAgree } from "../objects/select.ts";
import type { Service } from "../objects/service.ts";
import { commonHosts } from "../resolve/bindings.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { nearest } from "../world/nearest.ts";
import { sameDeployment } from "../world/same-deployment.ts";
import { oncePerMesh } from "./once-per-mesh.ts";
import { patchedGateways } from "./patched-pods.ts";

/** Names of virtual hosts of proxies, all there are as far as anyone can tell. */
export interface VirtualHostNames {
  readonly names: readonly string[];
  readonly isKnown: (name: string) => boolean;
  /** What decides the names is applied together with the patch, and by nobody else. */
  readonly isSure: (name: string) => boolean;
}

/** Of the gateways that a patch is for; `undefined` where the inputs do not hold the routes of each server. */
export function namesAtGateways(patch: EnvoyPatch, mesh: Mesh): VirtualHostNames | undefined {
  const gateways = patchedGateways(patch, mesh);
  const servers = gateways.flatMap((it) => it.servers);
  const isOpen = servers.some(
    (it) => it.portNumber === undefined || mesh.virtualServicesOf(it).length === 0,
  );
  if (servers.length === 0 || isOpen) return undefined;
  const names = namesOf(servers, mesh);
  if (names.some((it) => it.includes(openNamespace))) return undefined;
  // No label of their selectors speaks against it that they are for the same pods.
  const others = mesh.all
    .gateway()
    .filter((it) => gateways.some(({ selector }) => mayAgree(it.selector, selector)));
  const known = new Set([
    ...names,
    ...namesOf(
      others.flatMap((it) => it.servers),
      mesh,
    ),
  ]);
  return {
    names,
    // Without routes there is one called `blackhole`.
    isKnown: (name) =>
      known.has(name) || name.startsWith("blackhole:") || foreignHosts(mesh).has(hostOf(name)),
    isSure: (name) =>
      gateways.every(({ resource }) => sameDeployment(resource, patch.resource) === "certain") &&
      // Else VirtualServices of others may have the host.
      !servers.some((server) => mayHave(server, name)),
  };
}

function mayHave({ hosts, portNumber }: GatewayServer, name: string): boolean {
  return (
    name.endsWith(`:${portNumber?.value ?? ""}`) &&
    hosts.some(({ value }) => hostCovers(serverHost(value), hostOf(name)))
  );
}

/**
 * Names of the virtual hosts that servers have: host and port of the server, in lowercase.
 * Source: istio `pilot/pkg/networking/core/gateway.go` buildGatewayHTTPRouteConfig, util.DomainName (1.31).
 */
function namesOf(servers: readonly GatewayServer[], mesh: Mesh): readonly string[] {
  const names = servers.flatMap((server) => {
    const redirected =
      server.tls?.get("httpsRedirect")?.boolean()?.value === true
        ? server.hosts.map(({ value }) => serverHost(value))
        : [];
    const routed = mesh
      .virtualServicesOf(server)
      .flatMap((service) => Array.from(commonHosts(server, service, mesh.settings.clusterDomain)));
    const port = String(server.portNumber?.value ?? "");
    return [...routed, ...redirected].map((host) => `${host.toLowerCase()}:${port}`);
  });
  return [...new Set(names)].toSorted();
}

/**
 * Of sidecars, for the Service that a host means: its full host, and each port. A VirtualService gives it one of port 80 in
 * any case. Source: istio `pilot/pkg/networking/core/httproute.go` BuildSidecarOutboundVirtualHosts (1.31).
 */
export function namesAtSidecars(
  patch: EnvoyPatch,
  host: string,
  mesh: Mesh,
): VirtualHostNames | undefined {
  const { service, full = "" } = serviceOfHost(host, patch.resource, mesh) ?? {};
  if (service === undefined || service.externalName || mesh.serviceEntriesFor(host).length > 0)
    return undefined;
  const { ports, resource } = service;
  const numbers = ports.flatMap(({ number }) => number?.value ?? []);
  if (
    numbers.length === 0 ||
    numbers.length < ports.length ||
    mesh.isPatched(resource, "spec.ports")
  )
    return undefined;
  const names = numbers.map((number) => `${full}:${number}`);
  return {
    names,
    isKnown: (name) => names.includes(name) || name === `${full}:80`,
    isSure: () => sameDeployment(resource, patch.resource) === "certain",
  };
}

/** The host in the name of a virtual host. */
export function hostOf(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}

/** Hosts that come to gateways by other ways than Gateways and VirtualServices: by Ingresses and the Gateway API. */
const foreignHosts = oncePerMesh((mesh): ReadonlySet<string> => {
  const ingresses = mesh
    .ofType("networking.k8s.io/Ingress")
    .filter((it) => ownerOfIngress(it, mesh) !== "other");
  const listeners = mesh
    .ofType("gateway.networking.k8s.io/Gateway")
    .flatMap(({ spec }) => spec?.get("listeners")?.items() ?? []);
  const routes = mesh.all.gatewayApiRoute();
  return new Set([
    ...gather(ingresses, hostsOfIngress),
    ...listeners.map((it) => it.get("hostname")?.text ?? "*"),
    ...routes.flatMap(({ hostnames }) => hostnames.map(({ value }) => value)),
  ]);
});

function hostsOfIngress({ spec }: Resource): readonly string[] {
  return (spec?.get("rules")?.items() ?? []).map((it) => it.get("host")?.text ?? "*");
}

/** The Service that a host, in full or as callers of a namespace write it, names; with the host in full. */
function serviceOfHost(
  host: string,
  from: Resource,
  mesh: Mesh,
): { readonly service: Service; readonly full: string } | undefined {
  const [name = ""] = host.split(".");
  const found = mesh.servicesNamed(name).flatMap((service) => {
    const { resource } = service;
    if (resource.namespace === undefined) return [];
    const full = fullHost(name, resource, mesh.settings.clusterDomain);
    const isMeant =
      host === full || (host === name && namespacesAgree(resource.namespace, from.namespace));
    return isMeant ? [{ service, full }] : [];
  });
  // Of variants in several folders the nearest is meant.
  const [first, ...others] = nearest(from, found, ({ service }) => service.resource);
  return others.length === 0 ? first : undefined;
}
