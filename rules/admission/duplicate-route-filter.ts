import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const filterLists = ["spec.rules[].filters", "spec.rules[].backendRefs[].filters"];

const places: Places = {
  "gateway.networking.k8s.io/GRPCRoute": filterLists,
  "gateway.networking.k8s.io/HTTPRoute": filterLists,
};

export const duplicateRouteFilter = defineRule({
  id: "duplicate-route-filter",
  topic: "admission",
  summary: "a filter allowed only once is repeated, or a redirect is combined with a rewrite",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/httproute_types.go", "HTTPRouteRule.filters: cannot be repeated (CEL)"),
    gatewayApi("apis/v1/grpcroute_types.go", "GRPCRouteRule.filters: cannot be repeated (CEL)"),
  ],
  *check(resource) {
    for (const filters of placesOf(resource, places)) {
      const first = new Map<string, Field>();
      for (const filter of filters.items()) {
        const type = filter.get("type")?.text ?? "";
        const earlier = once.has(type) ? first.get(type) : undefined;
        if (earlier) yield again(filter, earlier, type);
        else first.set(type, filter);
      }
      const [redirect, rewrite] = [first.get("RequestRedirect"), first.get("URLRewrite")];
      if (redirect && rewrite) yield both(redirect, rewrite);
    }
  },
});

const once: ReadonlySet<string> = new Set([
  "CORS",
  "RequestHeaderModifier",
  "RequestRedirect",
  "ResponseHeaderModifier",
  "URLRewrite",
]);

function again(filter: Field, earlier: Field, type: string): Finding {
  return refusal({
    headline: `\`${type}\` appears twice in one list of filters`,
    primary: { span: typeSpan(filter), text: "the second one" },
    related: [{ span: typeSpan(earlier), text: "the first one" }],
    help: "merge the two into one filter",
  });
}

function both(redirect: Field, rewrite: Field): Finding {
  return refusal({
    headline: "`RequestRedirect` and `URLRewrite` are mutually exclusive",
    primary: { span: typeSpan(rewrite), text: "forwards calls" },
    related: [{ span: typeSpan(redirect), text: "sends callers elsewhere" }],
    help: "keep the redirect or the rewrite",
  });
}

function typeSpan(filter: Field): Field["span"] {
  return (filter.get("type") ?? filter).span;
}
