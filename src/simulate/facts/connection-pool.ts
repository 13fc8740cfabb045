import { parseDuration } from "../../mesh/objects/duration.ts";
import type { Field } from "../../yaml/field.ts";
import { compact, type Fact } from "./compact.ts";

export function milliseconds(field: Field | undefined): number | undefined {
  const text = field?.text;
  return text === undefined ? undefined : parseDuration(text);
}

/** A number above zero: zero is "not set" in these fields. */
function positive(field: Field | undefined): number | undefined {
  const value = field?.number()?.value;
  return value !== undefined && value > 0 ? value : undefined;
}

/** What a `connectionPool` makes of a cluster. */
export function poolFacts(
  pool: Field | undefined,
  mesh: Field | undefined,
  isHttp2: boolean,
): { readonly [key: string]: Fact | undefined } {
  const http = pool?.get("http");
  const tcp = pool?.get("tcp");
  const connectTimeout =
    milliseconds(tcp?.get("connectTimeout")) ?? milliseconds(mesh?.get("connectTimeout")) ?? 10_000;
  const keepalive = http?.get("http2KeepAlive");
  return {
    cb: compact({
      max_connections: positive(tcp?.get("maxConnections")),
      max_pending: positive(http?.get("http1MaxPendingRequests")),
      max_requests: positive(http?.get("http2MaxRequests")),
      max_retries: positive(http?.get("maxRetries")),
    }),
    connect_timeout_ms: connectTimeout === 10_000 ? undefined : connectTimeout,
    idle_timeout_ms:
      milliseconds(http?.get("idleTimeout")) ?? milliseconds(tcp?.get("idleTimeout")),
    max_conn_duration_ms: milliseconds(tcp?.get("maxConnectionDuration")),
    max_requests_per_conn: positive(http?.get("maxRequestsPerConnection")),
    max_concurrent_streams: isHttp2 ? positive(http?.get("maxConcurrentStreams")) : undefined,
    h2_keepalive:
      isHttp2 && keepalive
        ? compact({
            interval_ms: milliseconds(keepalive.get("interval")),
            timeout_ms: milliseconds(keepalive.get("timeout")),
          })
        : undefined,
    tcp_keepalive: keepaliveFact(tcp?.get("tcpKeepalive"), mesh?.get("tcpKeepalive")),
  };
}

function keepaliveFact(own: Field | undefined, mesh: Field | undefined): Fact | undefined {
  const seconds = (key: string): number | undefined => {
    const value = milliseconds(own?.get(key)) ?? milliseconds(mesh?.get(key));
    return value === undefined ? undefined : value / 1_000;
  };
  return compact({
    probes: positive(own?.get("probes")) ?? positive(mesh?.get("probes")),
    time_s: seconds("time"),
    interval_s: seconds("interval"),
  });
}
