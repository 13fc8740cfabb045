import type { GrpcEvidence } from "../objects/evidence.ts";
import type { Gateway } from "../objects/gateway.ts";
import { isPlainHttpPath } from "../objects/grpc-path.ts";
import type { Route } from "../objects/route.ts";
import type { VirtualService } from "../objects/virtual-service.ts";

export type GatewaysOf = (service: VirtualService) => readonly Gateway[];

/** A gateway-only route whose servers all declare a gRPC protocol. */
export function gatewayServerEvidence(
  route: Pick<Route, "owners" | "viaMesh" | "matches">,
  gatewaysOf: GatewaysOf,
): readonly GrpcEvidence[] {
  const { owners, viaMesh, matches } = route;
  if (
    viaMesh ||
    owners.length === 0 ||
    matches.some(({ path }) => path && isPlainHttpPath(path.value))
  )
    return [];
  const servers = owners.flatMap((owner) => {
    const found = gatewaysOf(owner);
    return found.length < owner.gateways.length ? [undefined] : found.flatMap((it) => it.servers);
  });
  if (!servers.every((server) => server?.protocol === "GRPC")) return [];
  const span = servers[0]?.protocolName?.span;
  return span ? [{ kind: "gateway-server", span, text: "routed by gRPC servers only" }] : [];
}
