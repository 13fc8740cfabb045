/**
 * Filter names of Envoy's old API and the names that Istio's configuration has instead. Patches are matched by
 * equal names, so an old one matches nothing. Source: istio `pkg/config/xds/deprecated.go` (1.31).
 */
const networkFilters: ReadonlyMap<string, string> = new Map([
  ["envoy.client_ssl_auth", "envoy.filters.network.client_ssl_auth"],
  ["envoy.ext_authz", "envoy.filters.network.ext_authz"],
  ["envoy.http_connection_manager", "envoy.filters.network.http_connection_manager"],
  ["envoy.mongo_proxy", "envoy.filters.network.mongo_proxy"],
  ["envoy.ratelimit", "envoy.filters.network.ratelimit"],
  ["envoy.redis_proxy", "envoy.filters.network.redis_proxy"],
  ["envoy.tcp_proxy", "envoy.filters.network.tcp_proxy"],
]);

const httpFilters: ReadonlyMap<string, string> = new Map([
  ["envoy.buffer", "envoy.filters.http.buffer"],
  ["envoy.cors", "envoy.filters.http.cors"],
  ["envoy.csrf", "envoy.filters.http.csrf"],
  ["envoy.ext_authz", "envoy.filters.http.ext_authz"],
  ["envoy.fault", "envoy.filters.http.fault"],
  ["envoy.grpc_http1_bridge", "envoy.filters.http.grpc_http1_bridge"],
  ["envoy.grpc_json_transcoder", "envoy.filters.http.grpc_json_transcoder"],
  ["envoy.grpc_web", "envoy.filters.http.grpc_web"],
  ["envoy.gzip", "envoy.filters.http.gzip"],
  ["envoy.health_check", "envoy.filters.http.health_check"],
  ["envoy.ip_tagging", "envoy.filters.http.ip_tagging"],
  ["envoy.lua", "envoy.filters.http.lua"],
  ["envoy.rate_limit", "envoy.filters.http.ratelimit"],
  ["envoy.router", "envoy.filters.http.router"],
  ["envoy.squash", "envoy.filters.http.squash"],
]);

/** Today's name of a filter of a network filter chain, for an old one. */
export function currentNetworkFilterName(name: string): string | undefined {
  return networkFilters.get(name);
}

/** Today's name of an HTTP filter, for an old one. */
export function currentHttpFilterName(name: string): string | undefined {
  return httpFilters.get(name);
}
