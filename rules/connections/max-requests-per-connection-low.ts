import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { grpcHostOf, type GrpcHost } from "../../src/mesh/ask/grpc-hosts.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const maxRequestsPerConnectionLow = defineRule({
  id: "max-requests-per-connection-low",
  topic: "connections",
  summary: "gRPC connections are closed after a few calls",
  severity: "warning",
  severityWhere: {
    info: "a connection serves more than one call, or only the host's name suggests gRPC",
  },
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.maxRequestsPerConnection"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyConnectionPool: max_requests_per_connection",
    ),
    envoy(
      "source/common/conn_pool/conn_pool_base.cc",
      "a connection drains when its requests are used up",
    ),
    thread("envoyproxy/envoy#8817", "one request a connection resets gRPC calls"),
  ],
  fixable: "unsafe",
  options: {
    /** Up to here new connections are felt; more calls than this share one at no cost. */
    reportUpTo: {
      type: "integer",
      minimum: 1,
      default: 100,
      description: "limits up to this many calls per connection are reported",
    },
  },
  *check(policy, mesh, option) {
    const limit = policy.connectionPool?.at("http", "maxRequestsPerConnection");
    const calls = limit?.number()?.value ?? 0;
    if (limit === undefined || calls < 1 || calls > option("reportUpTo")) return;
    const host = grpcHostOf(policy, mesh);
    if (host) yield cycles(limit, calls, host);
  },
});

function cycles(limit: Field, calls: number, { name, evidence }: GrpcHost): Finding {
  const isSure = evidence.kind !== "host-name";
  const edit = removeField(limit);
  return {
    headline:
      calls === 1
        ? `every gRPC call to \`${name}\` opens its own connection`
        : `connections to \`${name}\` are closed after ${calls} gRPC calls`,
    primary: { span: limit.span, text: "calls per connection" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "Envoy balances call by call anyway; this adds handshakes, and resets (UNAVAILABLE, 14) under load",
    help: "remove `maxRequestsPerConnection`: through Envoy, gRPC needs no connection cycling",
    severity: calls === 1 && isSure ? "warning" : "info",
    ...(edit && {
      fix: { title: "remove it (connections are kept)", safe: false, edits: [edit] },
    }),
  };
}
