import { everyGatewayOf, serves } from "../resolve/bindings.ts";
import type { GatewayServer } from "../objects/gateway.ts";
import type { Mesh } from "../mesh.ts";
import type { VirtualService } from "../objects/virtual-service.ts";

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
