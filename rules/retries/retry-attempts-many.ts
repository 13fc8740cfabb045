import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryAttemptsMany = defineRule({
  id: "retry-attempts-many",
  topic: "retries",
  summary: "a route retries a gRPC call many times",
  severity: "info",
  preset: "strict",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].retries.attempts"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].retry.attempts"],
  },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRetry.attempts: up to 1 + attempts requests for one",
    ),
  ],
  options: {
    /** gRPC's own libraries make five attempts at most. */
    reportFrom: {
      type: "integer",
      minimum: 1,
      default: 6,
      description: "this many retries of a call, and more, are reported",
    },
  },
  *check({ retries, evidence }, _mesh, option) {
    const attempts = retries?.attempts;
    if (attempts && attempts.value >= option("reportFrom") && evidence.length > 0)
      yield multiplies(attempts);
  },
});

function multiplies({ value, span }: Located<number>): Finding {
  return {
    headline: `one gRPC call may become ${value + 1}`,
    primary: { span, text: "retries of each call" },
    note: "an overloaded server gets up to that many times its load, when it can handle it least",
    help: "use 2 or 3, and a `retryBudget` in the DestinationRule",
  };
}
