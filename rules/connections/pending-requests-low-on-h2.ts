import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { grpcPortsOf, type GrpcPort } from "../../src/mesh/ask/grpc-ports.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeField } from "../../src/rule/removals.ts";
import { defineRule, envoy, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const pendingRequestsLowOnH2 = defineRule({
  id: "pending-requests-low-on-h2",
  topic: "connections",
  summary: "a low limit of gRPC calls that wait for a connection",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.http1MaxPendingRequests"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "HTTPSettings.http1_max_pending_requests: for HTTP/2 too",
    ),
    envoy(
      "docs/root/intro/arch_overview/upstream/circuit_breaking.rst",
      "cluster maximum pending requests",
    ),
    thread("istio/istio#53508", "limits of 1 on a gRPC service"),
  ],
  options: {
    /** A client that starts up sends this many calls before its first connection stands. */
    reportUpTo: {
      type: "integer",
      minimum: 1,
      default: 10,
      description: "limits up to this many waiting calls are reported",
    },
  },
  fixable: "unsafe",
  *check(policy, mesh, option) {
    const limit = policy.connectionPool?.at("http", "http1MaxPendingRequests");
    const calls = limit?.number()?.value ?? 0;
    if (limit === undefined || calls < 1 || calls > option("reportUpTo")) return;
    const port = grpcPortsOf(policy, mesh)[0];
    if (port) yield overflows(limit, calls, port);
  },
});

function overflows(limit: Field, calls: number, { port, evidence }: GrpcPort): Finding {
  const waiting = calls === 1 ? "one call" : `${calls} calls`;
  return {
    headline: `only ${waiting} to \`${port.owner.resource.name}\` may wait for a connection`,
    primary: { span: limit.span, text: "applies to HTTP/2 as well" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "calls over the limit, at start-up or while Envoy reconnects, fail at once: UNAVAILABLE (14), overflow",
    help: "raise `http1MaxPendingRequests` to the size of a burst, or remove it",
    ...offerFix(removeField(limit), {
      title: "remove `http1MaxPendingRequests` (any number of calls may wait)",
      safe: false,
    }),
  };
}
