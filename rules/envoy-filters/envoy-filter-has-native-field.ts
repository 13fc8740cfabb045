import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterHasNativeField = defineRule({
  id: "envoy-filter-has-native-field",
  topic: "envoy-filters",
  summary: "an EnvoyFilter sets what an Istio field can set",
  severity: "info",
  preset: "strict",
  reads: "envoyPatch",
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "ConnectionPoolSettings: tcpKeepalive, http2KeepAlive, maxConcurrentStreams",
    ),
    istioApi("mesh/v1alpha1/proxy.proto", "ProxyConfig.ConnectionSettings (1.31)"),
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRoute: timeout, retries"),
  ],
  *check(patch, { settings }) {
    if (patch.value === undefined || patch.operation?.value !== "MERGE") return;
    const known = native.get(patch.applyTo?.value ?? "") ?? [];
    for (const { key, field, since } of known) {
      const found = since <= minor(settings.istioVersion) ? find(patch.value, key) : undefined;
      if (found) yield hasField(patch, found, field);
    }
  },
});

interface Native {
  /** Envoy's key, in snake case. */
  readonly key: string;
  readonly field: string;
  /** The minor release of Istio that has it. */
  readonly since: number;
}

const pool = (path: string): string => `\`connectionPool.${path}\` of a DestinationRule`;
const proxy = (name: string): string =>
  `\`connectionSettings.${name}\` in the annotation \`proxy.istio.io/config\``;
const native: ReadonlyMap<string, readonly Native[]> = new Map([
  [
    "CLUSTER",
    [
      { key: "tcp_keepalive", field: pool("tcp.tcpKeepalive"), since: 0 },
      { key: "connection_keepalive", field: pool("http.http2KeepAlive"), since: 31 },
      { key: "max_concurrent_streams", field: pool("http.maxConcurrentStreams"), since: 21 },
      {
        key: "max_requests_per_connection",
        field: pool("http.maxRequestsPerConnection"),
        since: 0,
      },
      { key: "connect_timeout", field: pool("tcp.connectTimeout"), since: 0 },
      { key: "outlier_detection", field: "`outlierDetection` of a DestinationRule", since: 0 },
      { key: "lb_policy", field: "`loadBalancer` of a DestinationRule", since: 0 },
    ],
  ],
  [
    "HTTP_ROUTE",
    [
      { key: "retry_policy", field: "`retries` of a VirtualService", since: 0 },
      { key: "timeout", field: "`timeout` of a VirtualService", since: 0 },
    ],
  ],
  [
    "NETWORK_FILTER",
    [
      { key: "stream_idle_timeout", field: proxy("httpStreamIdleTimeout"), since: 31 },
      { key: "max_concurrent_streams", field: proxy("httpMaxConcurrentStreams"), since: 31 },
      { key: "request_timeout", field: proxy("httpRequestTimeout"), since: 31 },
    ],
  ],
]);

function minor(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}

/** The field of that name at any depth, in Envoy's spelling or JSON's. */
function find(value: Field, key: string): Field | undefined {
  const camel = key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const own = value.get(key) ?? value.get(camel);
  if (own) return own;
  for (const inside of [...value.fields(), ...value.items()]) {
    const found = find(inside, key);
    if (found) return found;
  }
  return undefined;
}

function hasField({ resource }: EnvoyPatch, found: Field, field: string): Finding {
  return {
    headline: `\`${resource.name}\` sets \`${String(found.step)}\`, which has a field in Istio's API`,
    primary: { span: found.keySpan, text: "needs no EnvoyFilter" },
    note: "EnvoyFilters follow Envoy's internals: an Istio upgrade may silently break this for gRPC traffic",
    help: `set ${field} instead`,
  };
}
