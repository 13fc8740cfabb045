import { backendProtocol, isMeantForGrpc } from "../../src/mesh/ask/grpc-only.ts";
import { mayTakeTranscoded } from "../../src/mesh/ask/transcoded-routes.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcMatchQueryParams = defineRule({
  id: "grpc-match-query-params",
  topic: "routing",
  summary: "a route to a gRPC backend matches query parameters, which gRPC calls do not have",
  severity: "error",
  severityWhere: { warning: "the path, or the port of the backend, does not say gRPC" },
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].match[].queryParams"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].queryParams"],
  },
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Path: `/` Service-Name `/` method name, nothing after it"),
  ],
  *check(route, mesh) {
    if (!route.grpcOnly || mayTakeTranscoded(mesh)) return;
    for (const match of route.matches) {
      const query = match.conditions.find(({ step }) => step === "queryParams");
      if (query && query.fields().length + query.items().length > 0)
        yield neverThere(query, match, route);
    }
  },
});

function neverThere(query: Field, match: RouteMatch, route: Route): Finding {
  return {
    headline: "query parameters never match gRPC calls",
    primary: { span: query.keySpan, text: "gRPC requests have none" },
    related: backendProtocol(route),
    note: "the route is skipped: calls fall through to a later route, or fail with UNIMPLEMENTED (12)",
    help: "remove `queryParams`; match metadata with `headers` instead",
    ...(!isMeantForGrpc(match, route) && { severity: "warning" as const }),
  };
}
