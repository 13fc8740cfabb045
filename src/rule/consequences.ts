/**
 * What callers see of mistakes that HTTP and gRPC share: Envoy answers both alike, and gRPC clients map 503 to UNAVAILABLE.
 * Source: envoy `api/envoy/config/route/v3/route_components.proto` cluster_not_found_response_code,
 * `source/common/grpc/status.cc` httpToGrpcStatus (1.36).
 */
const unavailable = "calls end with 503 or, in gRPC, UNAVAILABLE (14)";

/** A route leads to what Istio makes no cluster of. */
export const noCluster = `the route points to a cluster Envoy does not have: ${unavailable}`;

/** The same of a route for TCP or TLS. */
export const noTcpCluster =
  "the route points to a cluster Envoy does not have: connections are closed";

/** The same of a route of any protocol. */
export function noClusterFor(protocol: "http" | "tls" | "tcp"): string {
  return protocol === "http" ? noCluster : noTcpCluster;
}

/** A route of the Gateway API has no backend that a gateway may send to. */
export function noBackendFor(route: { readonly api: string }, cause: string): string {
  const isHttp = route.api === "HTTPRoute" || route.api === "GRPCRoute";
  return isHttp
    ? `${cause}, and calls for this backend are answered with 500: gRPC clients see UNKNOWN (2)`
    : `${cause}, and connections for this backend are closed`;
}

/** No listener has the route: its gateway knows nothing of its hosts. */
export function noRouteFor(route: { readonly api: string }, cause: string): string {
  const isHttp = route.api === "HTTPRoute" || route.api === "GRPCRoute";
  return isHttp
    ? `${cause}: gRPC calls from outside get 404, UNIMPLEMENTED (12)`
    : `${cause}: connections from outside are closed`;
}

/** Istio leaves a route with a delegate out. Envoy answers calls that no other route takes with 404. */
export const routeLeftOut =
  "Istio omits this route: its calls match a later one or end with 404, in gRPC UNIMPLEMENTED (12)";

/** Where `place` is, nobody answers. */
export function noEndpoints(place: string): string {
  return `${place} has no endpoints: ${unavailable}`;
}
