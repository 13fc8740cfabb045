import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const retryBudgetOverridesMaxRetries = defineRule({
  id: "retry-budget-overrides-max-retries",
  topic: "retries",
  summary: "`maxRetries` is ignored when `retryBudget` is set",
  severity: "info",
  reads: "trafficPolicy",
  fields: policyPlaces("retryBudget"),
  evidence: [
    envoy(
      "api/envoy/config/cluster/v3/circuit_breaker.proto",
      "Thresholds.retry_budget overrides max_retries",
    ),
    istioApi("networking/v1alpha3/destination_rule.proto", "TrafficPolicy.RetryBudget"),
  ],
  fixable: "safe",
  *check({ field, connectionPool }) {
    const budget = field.get("retryBudget");
    const maxRetries = connectionPool?.get("http")?.get("maxRetries");
    if (budget && maxRetries) yield overridden(maxRetries, budget);
  },
});

function overridden(maxRetries: Field, budget: Field): Finding {
  const edit = removeField(maxRetries);
  return {
    headline: "`maxRetries` has no effect with `retryBudget`",
    primary: { span: maxRetries.span, text: "ignored by Envoy" },
    related: [{ span: budget.keySpan, text: "limits the retries" }],
    note: "only the budget decides how many retries run at a time",
    help: "remove `maxRetries`, or the `retryBudget` if a fixed number is intended",
    ...(edit && { fix: { title: "remove `maxRetries`", safe: true, edits: [edit] } }),
  };
}
