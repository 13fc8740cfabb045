import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

const limits = [
  ["http", "http2MaxRequests"],
  ["http", "http1MaxPendingRequests"],
  ["http", "maxRetries"],
  ["tcp", "maxConnections"],
] as const;

export const zeroMeansUnset = defineRule({
  id: "zero-means-unset",
  topic: "connections",
  summary: "a limit of 0, which Istio reads as no limit",
  severity: "info",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyConnectionPool: zero and unset are one",
    ),
  ],
  fixable: "safe",
  *check({ connectionPool }) {
    for (const path of limits) {
      const limit = connectionPool?.at(...path);
      if (limit?.number()?.value === 0) yield noLimit(limit);
    }
  },
});

function noLimit(limit: Field): Finding {
  const key = String(limit.step);
  const edit = removeField(limit);
  return {
    headline: `\`${key}: 0\` sets no limit: Istio cannot tell 0 from unset`,
    primary: { span: limit.span, text: "read as unset" },
    note:
      key === "maxRetries"
        ? "calls are retried as before; to disable retries, set `attempts: 0` in a VirtualService"
        : "it limits neither calls nor connections",
    help: `use a limit of 1 or more, or remove \`${key}\``,
    ...(edit && { fix: { title: `remove \`${key}\``, safe: true, edits: [edit] } }),
  };
}
