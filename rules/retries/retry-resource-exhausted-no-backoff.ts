import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries } from "../../src/mesh/objects/route.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryResourceExhaustedNoBackoff = defineRule({
  id: "retry-resource-exhausted-no-backoff",
  topic: "retries",
  summary: "`resource-exhausted` is retried several times without a `backoff`",
  severity: "info",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    envoy(
      "docs/root/configuration/http/http_filters/router_filter.rst",
      "back-off: base 25ms, at most 10 times that",
    ),
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRetry.backoff"),
  ],
  fixable: "unsafe",
  *check({ retries }) {
    if (!triesAgain(retries) || (retries.attempts?.value ?? 0) < 2) return;
    if (retries.field.get("backoff") !== undefined) return;
    const exhausted = retries.named.find(({ value }) => value === "resource-exhausted");
    if (exhausted) yield hurried(retries, exhausted);
  },
});

function hurried(retries: Retries, exhausted: Located<string>): Finding {
  const count = retries.attempts?.value ?? 0;
  const edit = retries.retryOn && addAfter(retries.retryOn, "backoff: 250ms");
  return {
    headline: `\`resource-exhausted\` is retried ${count} times within a fraction of a second`,
    primary: { span: exhausted.span, text: "the server is overloaded" },
    related: [{ span: retries.field.keySpan, text: "no `backoff`: Envoy starts at 25ms" }],
    note: `each RESOURCE_EXHAUSTED (8) becomes up to ${count + 1} calls: retries increase the overload`,
    help: "add a `backoff` as long as the server or its quota needs to recover",
    ...(edit && {
      fix: { title: "add `backoff: 250ms`: retries then come later", safe: false, edits: [edit] },
    }),
  };
}
