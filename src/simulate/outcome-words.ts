import type { Fails, Result } from "./outcome.ts";

/** What each reason means in gRPC terms. */
export const failures: Readonly<Record<Fails, string>> = {
  missing_cluster: "the proxy has no such cluster",
  no_endpoints: "no endpoints",
  no_such_port: "the Service has no such port",
  http1_upstream: "sent as HTTP/1.1: gRPC needs HTTP/2",
  http1_to_app: "the application gets HTTP/1.1: gRPC needs HTTP/2",
  http1_downstream: "arrives as HTTP/1.1: gRPC needs HTTP/2",
  mtls_required: "the server requires the mesh's mutual TLS",
  no_inbound_chain: "no filter chain accepts this TLS",
  tls_to_plaintext: "TLS sent to a port that expects plaintext",
  mtls_to_app: "mutual TLS reaches an application without a proxy",
  denied: "denied by an AuthorizationPolicy",
  fault_abort: "aborted by fault injection",
  blackhole: "blocked",
};

/** How a call ends at a proxy that sends it nowhere. */
export const ends: Readonly<Record<Result, string>> = {
  routed: "routed",
  tcp: "forwarded as TCP",
  passthrough: "passed through to where the caller connected",
  direct: "sent without a proxy",
  no_route: "no route of the virtual host matches",
  no_vhost: "no virtual host has this authority",
  denied: "denied by an AuthorizationPolicy of the gateway",
  direct_response: "answered by the proxy",
  redirect: "redirected",
  https_redirect: "redirected to HTTPS",
  blackhole: "blocked: the destination is not in the registry (REGISTRY_ONLY)",
  no_listener: "the gateway does not listen on this port",
  no_chain: "no filter chain of the listener takes the connection",
  tls_error: "the TLS handshake fails",
  dns_error: "the name does not resolve",
  unknown: "unknown",
};
