import type { Mesh } from "../mesh.ts";
import { isHttp2 } from "../objects/protocol.ts";
import type { Route } from "../objects/route.ts";
import type { ServiceEntry, ServiceEntryPort } from "../objects/service-entry.ts";
import { tlsOriginationOf } from "./tls-origination.ts";

/** A route that sends gRPC to a port of a ServiceEntry that proxies dial with HTTP/1.1. */
export function grpcOverHttp1(port: ServiceEntryPort, mesh: Mesh): Route | undefined {
  const { owner, number, protocol } = port;
  if (number === undefined || isHttp2(protocol)) return undefined;
  const originates = tlsOriginationOf(owner, number.value, mesh) !== undefined;
  if (protocol !== "HTTP" && !originates) return undefined;
  const route = grpcRouteTo(owner, port, mesh);
  return route && !speaksHttp2(owner, route) ? route : undefined;
}

/** A route with gRPC paths or conditions that leads to the port. */
function grpcRouteTo(
  { hosts }: ServiceEntry,
  { number }: ServiceEntryPort,
  mesh: Mesh,
): Route | undefined {
  return hosts
    .flatMap(({ value }) => mesh.destinationsFor(value))
    .filter(({ portNumber }) => portNumber === undefined || portNumber.value === number?.value)
    .map(({ route }) => route)
    .find(({ evidence }) => evidence.length > 0);
}

function speaksHttp2({ hosts }: ServiceEntry, route: Route): boolean {
  const own = route.destinations.find(({ host }) =>
    hosts.some(({ value }) => value === host?.value),
  );
  const http = own?.policy?.connectionPool?.get("http");
  return (
    http?.get("h2UpgradePolicy")?.text === "UPGRADE" ||
    http?.get("useClientProtocol")?.boolean()?.value === true
  );
}
