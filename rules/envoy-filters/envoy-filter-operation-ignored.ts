import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const envoyFilterOperationIgnored = defineRule({
  id: "envoy-filter-operation-ignored",
  topic: "envoy-filters",
  summary: "a patch has an operation that its `applyTo` does not support",
  severity: "error",
  reads: "envoyPatch",
  evidence: [
    istio("pilot/pkg/networking/core/envoyfilter/rc_patch.go", "routes: what is done by operation"),
    istio("pilot/pkg/networking/core/envoyfilter/listener_patch.go", "listeners and filter chains"),
    istio("pilot/pkg/networking/core/envoyfilter/cluster_patch.go", "clusters"),
  ],
  answers: ["IST0152", "IST0153", "IST0154"],
  *check({ applyTo, operation }) {
    const done = applyTo && operations.get(applyTo.value);
    if (applyTo && operation && done && !done.includes(operation.value))
      yield ignored(operation, applyTo, done);
  },
});

const merges = ["MERGE", "MERGE_AND_REPLACE_LIST"];
const whole = ["ADD", "REMOVE", ...merges];

/** Filters of listeners take every operation and are not listed. */
const operations: ReadonlyMap<string, readonly string[]> = new Map([
  ["ROUTE_CONFIGURATION", merges],
  ["VIRTUAL_HOST", [...whole, "REPLACE"]],
  ["HTTP_ROUTE", [...whole, "INSERT_AFTER", "INSERT_BEFORE", "INSERT_FIRST"]],
  ["CLUSTER", whole],
  ["LISTENER", whole],
  ["FILTER_CHAIN", whole],
]);

function ignored(
  operation: Located<string>,
  applyTo: Located<string>,
  done: readonly string[],
): Finding {
  return {
    headline: `\`${operation.value}\` is not supported for \`${applyTo.value}\``,
    primary: { span: operation.span, text: "silently skipped" },
    related: [{ span: applyTo.span, text: "the patched object" }],
    note: "the patch changes nothing: gRPC calls are handled as if it were not there",
    help: `use ${oneOf(done.filter((it) => it !== "MERGE_AND_REPLACE_LIST"))}`,
  };
}
