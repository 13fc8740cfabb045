import { grpcRetryConditions } from "../../src/mesh/objects/evidence.ts";
import {
  findGrpcStatus,
  type GrpcStatus,
  grpcStatusTitle,
} from "../../src/mesh/objects/grpc-status.ts";
import { isRetryCondition } from "../../src/mesh/objects/retry-conditions.ts";
import { replacePiece } from "../../src/rule/edits.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryOnGrpcCodeSpelling = defineRule({
  id: "retry-on-grpc-code-spelling",
  topic: "admission",
  summary: "`retryOn` spells a gRPC status as in gRPC, not as a retry condition",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    istio(
      "pkg/config/validation/agent/validation.go",
      "ValidateHTTPRetry, supportedRetryOnPolicies",
    ),
    envoy(
      "docs/root/configuration/http/http_filters/router_filter.rst",
      "x-envoy-retry-grpc-on: five statuses",
    ),
  ],
  fixable: "safe",
  *check({ retries }) {
    if (retries?.retryOn === undefined) return;
    for (const condition of retries.named) {
      if (isRetryCondition(condition.value)) continue;
      const status = findGrpcStatus(condition.value);
      if (status !== undefined) yield misspelt(retries.retryOn, condition, status);
    }
  },
});

function misspelt(retryOn: Field, condition: Located<string>, status: GrpcStatus): Finding {
  const name = status.toLowerCase().replaceAll("_", "-");
  if (!grpcRetryConditions.has(name)) return notRetriable(condition, status);
  const edit = replacePiece(retryOn, condition, name);
  return {
    headline: `in \`retryOn\`, ${grpcStatusTitle(status)} is spelled \`${name}\`, not \`${condition.value}\``,
    primary: { span: condition.span, text: "not known to Istio" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: `use \`${name}\``,
    ...(edit && { fix: { title: `use \`${name}\``, safe: true, edits: [edit] } }),
  };
}

function notRetriable(condition: Located<string>, status: GrpcStatus): Finding {
  return {
    headline: `the gRPC status ${grpcStatusTitle(status)} is not a retry condition`,
    primary: { span: condition.span, text: "Envoy cannot retry it" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: `remove it; only ${list([...grpcRetryConditions])} can be retried`,
  };
}
