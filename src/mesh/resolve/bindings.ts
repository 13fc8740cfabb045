import type { Resource } from "../../manifest/resource.ts";
import { serverHost, type Gateway, type GatewayServer } from "../objects/gateway.ts";
import { gatewayNameOf } from "./gateway-references.ts";
import { groupBy, invert } from "../../collections/group-by.ts";
import { onceFor } from "../../collections/lazy.ts";
import { fullHost, hostCovers } from "../objects/hosts.ts";
import { nearest } from "../world/nearest.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import type { VirtualService } from "../objects/virtual-service.ts";

/** Which VirtualServices are bound to which gateways and servers. */
export interface Bindings {
  gatewaysOf(service: VirtualService): readonly Gateway[];
  virtualServicesOf(server: GatewayServer): readonly VirtualService[];
}

export function bindings(
  services: readonly VirtualService[],
  gateways: readonly Gateway[],
  clusterDomain: string,
): Bindings {
  const byName = groupBy(gateways, ({ resource }) => resource.name);
  const nameIn = onceFor((name: string) =>
    onceFor((namespace: string | undefined) =>
      (byName.get(name) ?? []).filter(({ resource }) =>
        namespacesAgree(resource.namespace, namespace),
      ),
    ),
  );
  const gatewaysByService = new Map(
    services.map((service) => [service, findGateways(service)] as const),
  );
  const servicesByGateway = invert(gatewaysByService);

  function findGateways(service: VirtualService): readonly Gateway[] {
    return service.gateways.flatMap(({ value }) => {
      const { name, namespace } = gatewayNameOf(value, service.resource);
      return nearest(service.resource, nameIn(name)(namespace), ({ resource }) => resource);
    });
  }

  return {
    gatewaysOf: (service) => gatewaysByService.get(service) ?? [],
    virtualServicesOf: (server) =>
      (servicesByGateway.get(server.gateway) ?? []).filter((service) =>
        serves(server, service, clusterDomain),
      ),
  };
}

/** Whether a server uses a VirtualService that names its gateway: a host of each overlaps. */
export function serves(
  server: GatewayServer,
  service: VirtualService,
  clusterDomain: string,
): boolean {
  for (const _ of commonHosts(server, service, clusterDomain)) return true;
  return false;
}

/**
 * The narrower of each pair of hosts of a server and a VirtualService, in lower case. A server's host may be for
 * VirtualServices of one namespace alone.
 * Source: istio `pilot/pkg/networking/core/gateway.go` buildGatewayHTTPRouteConfig, `pkg/config/host/name.go` (1.31).
 */
export function* commonHosts(
  { hosts, gateway }: GatewayServer,
  { hosts: named, resource }: VirtualService,
  clusterDomain: string,
): Iterable<string> {
  for (const { value } of hosts) {
    if (!isOpenTo(value, gateway.resource, resource)) continue;
    const served = serverHost(value);
    for (const written of named) {
      const host = fullHost(written.value, resource, clusterDomain);
      if (hostCovers(served, host)) yield host.toLowerCase();
      else if (hostCovers(host, served)) yield served.toLowerCase();
    }
  }
}

/** Whether VirtualServices of where `owner` is may use a server's host: `host`, `namespace/host` or `./host`. */
function isOpenTo(host: string, gateway: Resource, owner: Resource): boolean {
  const slash = host.indexOf("/");
  const namespace = slash < 0 ? "*" : host.slice(0, slash);
  return (
    namespace === "*" ||
    namespacesAgree(namespace === "." ? gateway.namespace : namespace, owner.namespace)
  );
}

/** The gateways that a VirtualService names; `undefined` unless the inputs hold every one of these. */
export function everyGatewayOf(
  service: VirtualService,
  bound: Pick<Bindings, "gatewaysOf">,
): readonly Gateway[] | undefined {
  const found = bound.gatewaysOf(service);
  const known = new Set(found.map(({ resource }) => resource.name));
  const names = service.gateways.filter(({ value }) => value !== "mesh");
  const complete = names.every(({ value }) =>
    known.has(gatewayNameOf(value, service.resource).name),
  );
  return names.length > 0 && complete ? found : undefined;
}
