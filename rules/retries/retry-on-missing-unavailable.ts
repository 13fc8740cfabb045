import { grpcRetryConditions } from "../../src/mesh/objects/evidence.ts";
import { connectionConditions, triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import { appendText } from "../../src/rule/edits.ts";
import { defineRule, envoy, grpc, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const retryOnMissingUnavailable = defineRule({
  id: "retry-on-missing-unavailable",
  topic: "retries",
  summary: "`retryOn` lists gRPC statuses but not `unavailable`, the one intended for retries",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    grpc(
      "doc/statuscodes.md",
      "UNAVAILABLE: transient, can be corrected by retrying with a backoff",
    ),
    istio(
      "pilot/pkg/networking/core/route/retry/retry.go",
      "ConvertPolicy: `retryOn` replaces the default list",
    ),
    envoy(
      "source/common/router/retry_state_impl.cc",
      "wouldRetryFromHeaders: each gRPC status by its own condition",
    ),
  ],
  fixable: "unsafe",
  *check({ retries }) {
    if (!triesAgain(retries) || retries.retryOn === undefined) return;
    const names = retries.named.map(({ value }) => value.toLowerCase());
    if (!names.some((name) => grpcRetryConditions.has(name)) || names.includes("unavailable"))
      return;
    // The number of the status: misspelt, not missing.
    if (names.includes("14")) return;
    const connections = names.some((name) => connectionConditions.has(name));
    yield withoutUnavailable(retries.retryOn, connections);
  },
});

function withoutUnavailable(retryOn: Field, connections: boolean): Finding {
  const missing = connections ? "unavailable" : "connect-failure,refused-stream,unavailable";
  const edit = appendText(retryOn, `,${missing}`);
  return {
    headline: "`retryOn` omits `unavailable`, the gRPC status intended for retries",
    primary: { span: retryOn.span, text: "replaces Istio's default list" },
    note: connections
      ? "a draining or overloaded server answers UNAVAILABLE (14): its callers get the error at once"
      : "UNAVAILABLE (14) from draining servers and failed connections reach the callers, unlike by default",
    help: `add \`${missing}\``,
    ...(edit && {
      fix: {
        title: `add \`${missing}\`: such calls are then retried`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
