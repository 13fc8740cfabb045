import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { grpcPortsOf, type GrpcPort } from "../../src/mesh/ask/grpc-ports.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeField } from "../../src/rule/removals.ts";
import { defineRule, envoy, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const http2MaxRequestsLow = defineRule({
  id: "http2-max-requests-low",
  topic: "connections",
  summary: "a low limit of concurrent gRPC calls",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.http2MaxRequests"),
  evidence: [
    istioApi("networking/v1alpha3/destination_rule.proto", "HTTPSettings.http2_max_requests"),
    envoy(
      "source/common/router/retry_state_impl.cc",
      "wouldRetryFromReset: overflow is not retried",
    ),
    thread("istio/istio#49108", "calls beyond the limit overflow, they do not wait"),
  ],
  options: {
    /** So few calls at once are used up by a handful of streams. */
    reportUpTo: {
      type: "integer",
      minimum: 1,
      default: 10,
      description: "limits up to this many open calls are reported",
    },
  },
  fixable: "unsafe",
  *check(policy, mesh, option) {
    const limit = policy.connectionPool?.at("http", "http2MaxRequests");
    const calls = limit?.number()?.value ?? 0;
    if (limit === undefined || calls < 1 || calls > option("reportUpTo")) return;
    const port = grpcPortsOf(policy, mesh)[0];
    if (port) yield overflows(limit, calls, port);
  },
});

function overflows(limit: Field, calls: number, { port, evidence }: GrpcPort): Finding {
  const open = calls === 1 ? "one call" : `${calls} calls`;
  return {
    headline: `a client may have only ${open} to \`${port.owner.resource.name}\` open at once`,
    primary: { span: limit.span, text: "open calls per client" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "a stream counts as long as it is open; calls over the limit fail at once with UNAVAILABLE (14), overflow",
    help: "raise `http2MaxRequests` above the number of calls and streams that one client pod has open, or remove it",
    ...offerFix(removeField(limit), {
      title: "remove `http2MaxRequests` (as many calls may be open as the server allows)",
      safe: false,
    }),
  };
}
