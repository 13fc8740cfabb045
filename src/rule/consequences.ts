/**
 * What callers see of mistakes that HTTP and gRPC share. Envoy answers both with 503, which gRPC clients map to UNAVAILABLE.
 * Source: envoy `api/envoy/config/route/v3/route_components.proto` cluster_not_found_response_code,
 * `source/common/grpc/status.cc` httpToGrpcStatus (1.36).
 */
const unavailable = "calls end with 503 or, in gRPC, UNAVAILABLE (14)";

/** A route leads to what Istio makes no cluster of. */
export const noCluster = `Envoy gets a route to a cluster it does not have: ${unavailable}`;

/** The same of a route for TCP or TLS. */
export const noTcpCluster =
  "Envoy gets a route to a cluster it does not have and closes the connections";

/** Where `place` is, nobody answers. */
export function noEndpoints(place: string): string {
  return `${place} has no endpoints: ${unavailable}`;
}
