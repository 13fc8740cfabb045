import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { durationAt, formatDuration } from "../../src/mesh/objects/duration.ts";
import { grpcPortsOf, type GrpcPort } from "../../src/mesh/ask/grpc-ports.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { defineRule, grpc, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

/** `PERMIT_KEEPALIVE_TIME`: gRPC servers allow one ping in this time, unless they are told otherwise. */
const permitted = 300_000;

export const http2KeepaliveTooAggressive = defineRule({
  id: "http2-keepalive-too-aggressive",
  topic: "connections",
  summary: "HTTP/2 pings are more frequent than gRPC servers permit by default",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.http2KeepAlive"),
  evidence: [
    grpc(
      "proposal/A8-client-side-keepalive.md",
      "GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL: 5 minutes",
    ),
    istio(
      "pilot/pkg/networking/core/cluster.go",
      "buildInboundCluster: the connection pool of the rule applies too",
    ),
    thread("pomerium/pomerium#6078", "Envoy's pings end in ENHANCE_YOUR_CALM"),
  ],
  *check(policy, mesh) {
    const http = policy.connectionPool?.get("http");
    const interval = durationAt(http?.at("http2KeepAlive", "interval"));
    if (interval === undefined || interval.value <= 0 || interval.value >= permitted) return;
    if (http?.get("useClientProtocol")?.boolean()?.value === true) return;
    const port = grpcPortsOf(policy, mesh).find((it) => isHttp2(it.port.protocol));
    if (port) yield tooOften(interval, port);
  },
});

function tooOften(interval: Located<number>, { port, evidence }: GrpcPort): Finding {
  const every = formatDuration(interval.value);
  return {
    headline: `pings every ${every} exceed what gRPC servers permit by default, one per 5m`,
    primary: { span: interval.span, text: "also between sidecar and server" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "the server may answer GOAWAY `too_many_pings`: calls on that connection end with UNAVAILABLE (14)",
    help: `use \`interval: 5m\` or more, or let the server of \`${port.owner.resource.name}\` permit pings every ${every}`,
  };
}
