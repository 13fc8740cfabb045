import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { grpcRetryConditions } from "../../src/mesh/objects/evidence.ts";
import {
  connectionConditions,
  readsHttpStatus,
  triesAgain,
} from "../../src/mesh/objects/retry-conditions.ts";
import { appendText } from "../../src/rule/edits.ts";
import { defineRule, envoy, grpc } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryOnHttpCodesOnlyForGrpc = defineRule({
  id: "retry-on-http-codes-only-for-grpc",
  topic: "retries",
  summary: "a gRPC route retries HTTP statuses, but no gRPC status",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    grpc(
      "doc/PROTOCOL-HTTP2.md",
      "Responses: the HTTP status is 200, `grpc-status` carries the outcome",
    ),
    envoy("source/common/router/retry_state_impl.cc", "wouldRetryFromHeaders"),
  ],
  fixable: "unsafe",
  *check(route) {
    const { retries } = route;
    if (!triesAgain(retries) || retries.retryOn === undefined) return;
    const conditions = retries.named;
    const status = conditions.find(({ value }) => readsHttpStatus(value));
    if (status === undefined || conditions.some(({ value }) => isGrpc(value))) return;
    const [reason] = route.evidence;
    if (reason === undefined) return;
    const connections = conditions.some(({ value }) => connectionConditions.has(value));
    yield onlyHttp(retries.retryOn, { status, reason, connections });
  },
});

interface HttpOnly {
  readonly status: Located<string>;
  readonly reason: GrpcEvidence;
  readonly connections: boolean;
}

/** In any spelling: another rule mends it. */
function isGrpc(condition: string): boolean {
  return grpcRetryConditions.has(condition.toLowerCase().replaceAll("_", "-"));
}

function onlyHttp(retryOn: Field, { status, reason, connections }: HttpOnly): Finding {
  const missing = connections ? "unavailable" : "connect-failure,refused-stream,unavailable";
  const edit = appendText(retryOn, `,${missing}`);
  return {
    headline: `this gRPC route retries \`${status.value}\`, but no gRPC status`,
    primary: { span: status.span, text: "gRPC errors come with HTTP 200" },
    related: [{ span: reason.span, text: reason.text }],
    note: connections
      ? "only lost connections are retried: UNAVAILABLE (14) from a server reaches callers at once"
      : "nothing is retried here: UNAVAILABLE (14) reaches the callers at once",
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
