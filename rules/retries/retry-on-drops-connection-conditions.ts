import { connectionConditions, triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import { appendText } from "../../src/rule/edits.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryOnDropsConnectionConditions = defineRule({
  id: "retry-on-drops-connection-conditions",
  topic: "retries",
  summary: "`retryOn` replaces Istio's default list and no longer retries failed connections",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/retry/retry.go",
      "ConvertPolicy: `retryOn` replaces the default list",
    ),
    envoy("source/common/router/retry_state_impl.cc", "wouldRetryFromReset asks no gRPC condition"),
  ],
  fixable: "safe",
  *check({ retries }) {
    if (!triesAgain(retries) || retries.retryOn === undefined) return;
    const conditions = retries.named;
    if (conditions.some(({ value }) => connectionConditions.has(value))) return;
    // A list without `unavailable` is `retry-on-missing-unavailable`, which adds these as well.
    const unavailable = conditions.find(({ value }) => value === "unavailable");
    if (unavailable) yield connectionsDropped(retries.retryOn, unavailable);
  },
});

function connectionsDropped(retryOn: Field, unavailable: Located<string>): Finding {
  const edit = appendText(retryOn, ",connect-failure,refused-stream");
  return {
    headline: "`retryOn` no longer retries failed connections, as Istio's default list does",
    primary: { span: unavailable.span, text: "covers server statuses only" },
    note: "during rollouts, failed connections end calls with UNAVAILABLE (14) and are not retried",
    help: "add `connect-failure,refused-stream`: no server has processed such calls, so retrying is safe",
    ...(edit && {
      fix: { title: "add `connect-failure,refused-stream`", safe: true, edits: [edit] },
    }),
  };
}
