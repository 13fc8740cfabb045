import type { Located } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import { isHttp, isTcp, type Protocol } from "../objects/protocol.ts";
import type { Destination, Route } from "../objects/route.ts";
import type { HostPort } from "../objects/service.ts";
import { sameDeployment } from "../world/same-deployment.ts";

/** The ports that callers in the mesh use: those of the Services that the routed hosts are. */
export function portsOfMesh({ route, owner }: Destination, mesh: Mesh): readonly Located<number>[] {
  if (!route.viaMesh) return [];
  const callees = route.owners
    .flatMap(({ hosts, resource }) =>
      hosts.flatMap(({ value }) => mesh.findHost(value, resource) ?? []),
    )
    .filter((callee) => sameDeployment(callee.resource, route.resource) === "certain");
  if (owner === undefined || callees.includes(owner)) return [];
  // Connections get to the only port of a Service, whatever its number.
  if (route.protocol !== "http" && owner.ports.length < 2) return [];
  const matched = matchedPorts(route);
  return callees
    .flatMap(({ ports }): readonly HostPort[] => ports)
    .filter(({ protocol }) => isCarried(protocol, route))
    .flatMap(({ number }) => number ?? [])
    .filter(({ value }) => matched.length === 0 || matched.includes(value));
}

/** Whether routes of this kind are for ports of `protocol`. */
function isCarried(protocol: Protocol, route: Route): boolean {
  const isTls = /^(?:TLS|HTTPS)$/.test(protocol);
  if (route.protocol === "http") return isHttp(protocol) || protocol === "auto";
  if (route.protocol === "tls") return isTls;
  return (isTcp(protocol) && !isTls) || protocol === "auto";
}

/** The ports that a route is for; none where it may be for any. */
function matchedPorts({ matches }: Route): readonly number[] {
  const ports = matches.map(({ field }) => field.get("port")?.number()?.value);
  return ports.includes(undefined) ? [] : ports.flatMap((port) => port ?? []);
}

/** The ports of the gateways' servers. A gateway knows the port of a Service that has only one. */
export function portsOfGateways(
  { route, owner }: Destination,
  mesh: Mesh,
): readonly Located<number>[] {
  if (!route.viaGateway || owner === undefined || owner.ports.length < 2) return [];
  return route.owners.flatMap((written) =>
    mesh
      .gatewaysOf(written)
      .flatMap(({ servers }) => servers)
      .filter((server) => mesh.virtualServicesOf(server).includes(written))
      .flatMap(({ portNumber }) => portNumber ?? []),
  );
}
