import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

/** The sum over all rules; each rule alone may have 64, and a route 16 rules. */
const mostMatches = 128;

export const routeMatchesExceedLimit = defineRule({
  id: "route-matches-exceed-limit",
  topic: "admission",
  summary: "the rules of a Gateway API route have more than 128 matches in total",
  severity: "error",
  reads: "gatewayApiRoute",
  evidence: [
    gatewayApi("apis/v1/grpcroute_types.go", "GRPCRouteSpec.rules: total number of matches (CEL)"),
  ],
  *check({ api, rules }) {
    let total = 0;
    for (const rule of rules) {
      const matches = rule.get("matches");
      // A rule of an HTTPRoute without matches gets one for every path.
      total += matches?.items().length ?? (api === "HTTPRoute" ? 1 : 0);
      if (total > mostMatches) {
        yield tooMany(api, matches ?? rule, total);
        return;
      }
    }
  },
});

function tooMany(api: string, matches: Field, total: number): Finding {
  return {
    headline: `this ${api} has more than ${mostMatches} matches in total: ${total} up to here`,
    primary: { span: tokenSpan(matches), text: "exceeds the limit" },
    note: "the API server refuses the route, so none of its calls are routed",
    help: "move rules into a second route with the same parents and hostnames, or match whole services",
  };
}
