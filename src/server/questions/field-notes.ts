/** What a field does to gRPC calls, and what holds where it is not written. */
export interface FieldNote {
  readonly default?: string;
  readonly note: string;
}

/**
 * Fields by kind and path, `[]` for each item of a list. Sources: istio/api `networking/v1alpha3/virtual_service.proto`
 * HTTPRoute, HTTPRetry; `networking/v1alpha3/destination_rule.proto` ConnectionPoolSettings, OutlierDetection, LoadBalancerSettings
 * (1.31); kubernetes `pkg/apis/core/v1/defaults.go` SetDefaults_Service (1.35); istio `pkg/config/kube/conversion.go` (1.31).
 */
const notes: Readonly<Record<string, FieldNote>> = {
  "VirtualService spec.http[].timeout": {
    default: "none",
    note: "Limits the whole call, including all attempts; it also ends streams. The caller sees `DEADLINE_EXCEEDED` (4) or `UNAVAILABLE` (14).",
  },
  "VirtualService spec.http[].retries": {
    default: "2 attempts, for the default conditions",
    note: "Calls that fail with one of the conditions are retried, on another pod if there is one.",
  },
  "VirtualService spec.http[].retries.attempts": {
    default: "2",
    note: "Retries after the first attempt: 3 means up to four attempts. `0` disables retries.",
  },
  "VirtualService spec.http[].retries.perTryTimeout": {
    default: "the `timeout` of the route",
    note: "Limits one attempt. It also ends streams.",
  },
  "VirtualService spec.http[].retries.retryOn": {
    default: "`connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes`",
    note: "A custom list replaces the whole default list.",
  },
  "DestinationRule spec.trafficPolicy.loadBalancer.simple": {
    default: "`LEAST_REQUEST`",
    note: "Chooses a pod for each call, as gRPC keeps one connection for many calls. `PASSTHROUGH` chooses once per connection.",
  },
  "DestinationRule spec.trafficPolicy.connectionPool.tcp.maxConnections": {
    default: "2^32-1",
    note: "One HTTP/2 connection carries many calls, so this rarely limits gRPC.",
  },
  "DestinationRule spec.trafficPolicy.connectionPool.tcp.connectTimeout": {
    default: "10s",
    note: "Limits connecting, not calls.",
  },
  "DestinationRule spec.trafficPolicy.connectionPool.http.http1MaxPendingRequests": {
    default: "2^32-1",
    note: "Calls that may wait for a connection, with HTTP/2 as well; more fail with `UNAVAILABLE` (14).",
  },
  "DestinationRule spec.trafficPolicy.connectionPool.http.http2MaxRequests": {
    default: "2^32-1",
    note: "Calls in progress to all pods together; open streams count. More fail with `UNAVAILABLE` (14).",
  },
  "DestinationRule spec.trafficPolicy.connectionPool.http.maxRequestsPerConnection": {
    default: "0: unlimited",
    note: "A connection is replaced after this many calls; `1` opens a connection per call.",
  },
  "DestinationRule spec.trafficPolicy.connectionPool.http.maxRetries": {
    default: "2^32-1",
    note: "Retries in progress to all pods together.",
  },
  "DestinationRule spec.trafficPolicy.connectionPool.http.idleTimeout": {
    default: "1h",
    note: "Connections without a call in progress are closed after it; HTTP/2 pings do not keep them open.",
  },
  "DestinationRule spec.trafficPolicy.outlierDetection.consecutive5xxErrors": {
    default: "5",
    note: "Pods are ejected after this many failures in a row; `0` disables it.",
  },
  "DestinationRule spec.trafficPolicy.outlierDetection.interval": {
    default: "10s",
    note: "Time between two sweeps that eject pods.",
  },
  "DestinationRule spec.trafficPolicy.outlierDetection.baseEjectionTime": {
    default: "30s",
    note: "Multiplied by how often the pod was ejected.",
  },
  "DestinationRule spec.trafficPolicy.outlierDetection.maxEjectionPercent": {
    default: "10",
    note: "The share of pods that may be ejected at once.",
  },
  "Service spec.ports[].appProtocol": {
    default: "what the port's `name` declares",
    note: "Declares the protocol, overriding the name: `grpc` makes proxies use HTTP/2 and balance each call.",
  },
  "Service spec.ports[].name": {
    note: "The part before the first `-` declares the protocol where `appProtocol` is absent: `grpc`, `grpc-web`, `http2` …",
  },
  "Service spec.ports[].targetPort": {
    default: "the value of `port`",
    note: "The container's port, by number or name.",
  },
};

/** A policy of a subset or a port has the fields of the one of the whole host. */
export function fieldNote(kind: string, path: string): FieldNote | undefined {
  const plain = path
    .replaceAll(/\[\d+\]/g, "[]")
    .replace("spec.subsets[].trafficPolicy", "spec.trafficPolicy")
    .replace(".portLevelSettings[]", "");
  return notes[`${kind} ${plain}`];
}

/** What each condition of `retryOn` retries. Source: envoy `docs/root/configuration/http/http_filters/router_filter.rst` (1.36). */
export const retryConditionNotes: Readonly<Record<string, string>> = {
  cancelled: "calls that the server ends with `CANCELLED` (1)",
  "deadline-exceeded": "calls that the server ends with `DEADLINE_EXCEEDED` (4)",
  internal: "calls that the server ends with `INTERNAL` (13)",
  "resource-exhausted": "calls that the server ends with `RESOURCE_EXHAUSTED` (8)",
  unavailable: "calls that the server ends with `UNAVAILABLE` (14)",
  "5xx":
    "HTTP status 500 to 599, and attempts without a response; gRPC statuses come with HTTP status 200",
  "gateway-error": "HTTP status 502, 503 or 504, and attempts without a response",
  reset: "attempts without a response: disconnected, reset or timed out",
  "reset-before-request": "attempts that are reset before the request is sent",
  "connect-failure": "attempts that could not connect",
  "refused-stream":
    "streams that the server refuses with `REFUSED_STREAM`, before running any code",
  "envoy-ratelimited": "responses with the header `x-envoy-ratelimited`",
  "retriable-4xx": "HTTP status 409",
  "retriable-headers": "responses with a header of the retry policy",
  "retriable-status-codes": "HTTP statuses of the retry policy",
  "http3-post-connect-failure": "requests over HTTP/3 that fail after connecting",
};
