import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt, placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[]"] };

export const redirectWithBackends = defineRule({
  id: "redirect-with-backends",
  topic: "admission",
  summary: "a rule has both a redirect and backends",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/httproute_types.go",
      "HTTPRouteRule: RequestRedirect filter must not be used together with backendRefs (CEL)",
    ),
  ],
  *check(resource) {
    for (const rule of placesOf(resource, places)) {
      const backends = rule.get("backendRefs");
      const [redirect] = fieldsAt(rule, "filters[].requestRedirect");
      if (redirect && backends && backends.items().length > 0) yield together(backends, redirect);
    }
  },
});

function together(backends: Field, redirect: Field): Finding {
  return refusal({
    headline: "a redirecting rule cannot have `backendRefs`",
    primary: { span: backends.keySpan, text: "never called" },
    related: [{ span: redirect.keySpan, text: "sends callers elsewhere" }],
    help: "remove `backendRefs`, or the redirect; gRPC clients do not follow redirects",
  });
}
