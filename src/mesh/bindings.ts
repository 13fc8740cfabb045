import type { Resource } from "../manifest/resource.ts";
import { serverHost, type Gateway, type GatewayServer } from "./gateway.ts";
import { groupBy, invert } from "./group-by.ts";
import { hostsOverlap } from "./hosts.ts";
import { nearest } from "./nearest.ts";
import { namespacesAgree } from "./registry.ts";
import type { VirtualService } from "./virtual-service.ts";

/** Which VirtualServices are bound to which gateways and servers. */
export interface Bindings {
  gatewaysOf(service: VirtualService): readonly Gateway[];
  virtualServicesOf(server: GatewayServer): readonly VirtualService[];
}

export function bindings(
  services: readonly VirtualService[],
  gateways: readonly Gateway[],
): Bindings {
  const byName = groupBy(gateways, ({ resource }) => resource.name);
  const gatewaysByService = new Map(
    services.map((service) => [service, findGateways(service)] as const),
  );
  const servicesByGateway = invert(gatewaysByService);

  function findGateways(service: VirtualService): readonly Gateway[] {
    return service.gateways.flatMap(({ value }) => {
      const { name, namespace } = gatewayName(value, service.resource);
      const found = (byName.get(name) ?? []).filter(({ resource }) =>
        namespacesAgree(resource.namespace, namespace),
      );
      return nearest(service.resource, found, ({ resource }) => resource);
    });
  }

  return {
    gatewaysOf: (service) => gatewaysByService.get(service) ?? [],
    virtualServicesOf: (server) =>
      (servicesByGateway.get(server.gateway) ?? []).filter((service) => serves(server, service)),
  };
}

/** `name`, `namespace/name` or `./name`. Source: istio `pilot/pkg/model/config.go` resolveGatewayName (1.31). */
function gatewayName(
  written: string,
  from: Resource,
): { readonly name: string; readonly namespace: string | undefined } {
  const slash = written.indexOf("/");
  if (slash < 0) return { name: written, namespace: from.namespace };
  const namespace = written.slice(0, slash);
  return {
    name: written.slice(slash + 1),
    namespace: namespace === "." ? from.namespace : namespace,
  };
}

/** Whether a server uses a VirtualService that names its gateway: a host of each overlaps. */
export function serves(server: GatewayServer, service: VirtualService): boolean {
  return server.hosts.some(({ value }) => {
    const slash = value.indexOf("/");
    const namespace = slash < 0 ? "*" : value.slice(0, slash);
    const open =
      namespace === "*" ||
      namespacesAgree(
        namespace === "." ? server.gateway.resource.namespace : namespace,
        service.resource.namespace,
      );
    return open && service.hosts.some((host) => hostsOverlap(serverHost(value), host.value));
  });
}
