import { pathEvidence } from "../../src/mesh/objects/path-evidence.ts";
import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, grpc } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcRedirect = defineRule({
  id: "grpc-redirect",
  topic: "routing",
  summary: "gRPC calls are answered with a redirect, which gRPC clients do not follow",
  severity: "warning",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].redirect"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].filters[].requestRedirect"],
  },
  evidence: [
    grpc("doc/http-grpc-status-mapping.md", "any HTTP status not listed is UNKNOWN"),
    envoy("source/common/grpc/status.cc", "httpToGrpcStatus: 301 is UNKNOWN"),
  ],
  *check(route) {
    const [evidence] = pathEvidence(route.matches);
    const redirect = redirectOf(route);
    if (evidence && redirect) yield notFollowed(redirect, evidence);
  },
});

function redirectOf({ field }: Route): Field | undefined {
  const filters = field.get("filters")?.items() ?? [];
  const [filter] = filters.flatMap((it) => it.get("requestRedirect") ?? []);
  return field.get("redirect") ?? filter;
}

function notFollowed(redirect: Field, evidence: GrpcEvidence): Finding {
  return {
    headline: "gRPC calls get a redirect here, which gRPC clients do not follow",
    primary: { span: redirect.keySpan, text: "ends the call" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "the client treats the 3xx as UNKNOWN (2) and never follows it",
    help: "route to the backend with `route`, or rewrite with `rewrite`",
  };
}
