import { grpcPathOf } from "../objects/grpc-path.ts";
import { meantPorts } from "../objects/meant-ports.ts";
import type { Route, RouteMatch } from "../objects/route.ts";
import type { HostPort } from "../objects/service.ts";
import type { Span } from "../../yaml/source.ts";

/**
 * Every destination declares gRPC itself. A port that says `http2` may serve REST beside gRPC, so what is said of
 * `grpcOnly` routes is certain only for these.
 */
export function isDeclaredGrpc({ destinations }: Route): boolean {
  return (
    destinations.length > 0 &&
    destinations.every((destination) => {
      const ports = meantPorts(destination);
      return ports.length > 0 && ports.every(declaresGrpc);
    })
  );
}

function declaresGrpc({ protocol }: HostPort): boolean {
  return protocol === "GRPC" || protocol === "GRPC-Web";
}

/** Where the backend of a `grpcOnly` route says that it serves gRPC, as a label of a finding. */
export function backendProtocol({
  destinations,
}: Route): readonly { readonly span: Span; readonly text: string }[] {
  const ports = destinations.slice(0, 1).flatMap(meantPorts);
  return ports
    .slice(0, 1)
    .map(({ protocolSpan: span }) => ({ span, text: "the backend serves gRPC" }));
}

/**
 * A match by the path of a gRPC service, where nothing tells what the destinations serve: their hosts, or these ports
 * of them, are not in the inputs. `known` asks for a host that has a port declared as gRPC.
 */
export function isGrpcByPath(
  { path }: RouteMatch,
  { destinations }: Route,
  { known }: { readonly known: boolean },
): boolean {
  if (path === undefined || grpcPathOf(path) === undefined) return false;
  const isOpen = destinations.length > 0 && destinations.every(({ port }) => port === undefined);
  return isOpen && (!known || destinations.some((it) => meantPorts(it).some(declaresGrpc)));
}

/** A match that is meant for gRPC for certain: its path is that of a gRPC service, and so is every destination. */
export function isMeantForGrpc({ path }: RouteMatch, route: Route): boolean {
  return path !== undefined && grpcPathOf(path) !== undefined && isDeclaredGrpc(route);
}
