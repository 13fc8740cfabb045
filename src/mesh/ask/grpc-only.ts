import { parseGrpcPath } from "../objects/grpc-path.ts";
import type { Route, RouteMatch } from "../objects/route.ts";

/**
 * Every destination declares gRPC itself. A port that says `http2` may serve REST beside gRPC, so what is said of
 * `grpcOnly` routes is certain only for these.
 */
export function isDeclaredGrpc({ destinations }: Route): boolean {
  return (
    destinations.length > 0 &&
    destinations.every(({ port }) => port?.protocol === "GRPC" || port?.protocol === "GRPC-Web")
  );
}

/** A match that is meant for gRPC for certain: its path is that of a gRPC service, and so is every destination. */
export function isMeantForGrpc({ path }: RouteMatch, route: Route): boolean {
  return path !== undefined && parseGrpcPath(path.value) !== undefined && isDeclaredGrpc(route);
}
