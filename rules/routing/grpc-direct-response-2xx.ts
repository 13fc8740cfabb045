import { pathEvidence } from "../../src/mesh/objects/path-evidence.ts";
import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, grpc } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcDirectResponse2xx = defineRule({
  id: "grpc-direct-response-2xx",
  topic: "routing",
  summary: "a direct response with HTTP 2xx, which gRPC clients treat as an error",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].directResponse"] },
  evidence: [
    envoy("source/common/grpc/status.cc", "httpToGrpcStatus: 200 is UNKNOWN"),
    grpc("doc/http-grpc-status-mapping.md", "a 200 without `grpc-status` is UNKNOWN"),
  ],
  fixable: "unsafe",
  *check(route) {
    const [evidence] = pathEvidence(route.matches);
    const status = route.field.at("directResponse", "status");
    const code = status?.number()?.value ?? 0;
    if (evidence && status && code >= 200 && code < 300) yield noSuccess(status, code, evidence);
  },
});

function noSuccess(status: Field, code: number, evidence: GrpcEvidence): Finding {
  const edit = replaceValue(status, "503");
  return {
    headline: `a direct response of ${code} is an error to gRPC clients`,
    primary: { span: status.span, text: "carries no `grpc-status`" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "Envoy answers gRPC calls here with UNKNOWN (2), without a response message",
    help: "use the intended status: 503 for UNAVAILABLE (14), 404 for UNIMPLEMENTED (12), 403 for PERMISSION_DENIED (7)",
    ...(edit && {
      fix: { title: "use 503 (calls end with UNAVAILABLE)", safe: false, edits: [edit] },
    }),
  };
}
