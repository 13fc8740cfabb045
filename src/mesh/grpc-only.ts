import type { Route } from "./route.ts";

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
