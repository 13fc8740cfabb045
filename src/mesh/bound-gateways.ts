import { serves, type Bindings } from "./bindings.ts";
import { gatewayNameOf } from "./gateway-references.ts";
import type { Gateway, GatewayServer } from "./gateway.ts";
import type { Mesh } from "./mesh.ts";
import type { VirtualService } from "./virtual-service.ts";

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

/** All servers of the gateways that a VirtualService names, under the same condition. */
export function serversNamedBy(
  service: VirtualService,
  mesh: Mesh,
): readonly GatewayServer[] | undefined {
  return everyGatewayOf(service, mesh)?.flatMap(({ servers }) => servers);
}

/** The servers that use a VirtualService's routes, under the same condition. */
export function boundServers(
  service: VirtualService,
  mesh: Mesh,
): readonly GatewayServer[] | undefined {
  return serversNamedBy(service, mesh)?.filter((server) =>
    serves(server, service, mesh.settings.clusterDomain),
  );
}

/** Whether kustomize may add servers and hosts to the gateway of a server. */
export function mayHaveOthers({ gateway }: GatewayServer, mesh: Mesh): boolean {
  return mesh.isPatched(gateway.resource, "spec.servers");
}
