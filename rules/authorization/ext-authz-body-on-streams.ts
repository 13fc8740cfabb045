import { bodyInCheck } from "../../src/mesh/ask/extension-providers.ts";
import { rpcsThrough } from "../../src/mesh/ask/rpc-methods.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { servesGrpcUnder } from "../../src/mesh/ask/grpc-under-policy.ts";
import { isDryRun, type AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const extAuthzBodyOnStreams = defineRule({
  id: "ext-authz-body-on-streams",
  topic: "authorization",
  summary: "an external authorizer receives the body of gRPC calls, which blocks streams",
  severity: "info",
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.provider"] },
  evidence: [
    istio(
      "pilot/pkg/security/authz/builder/extauthz.go",
      "withBodyRequest: includeRequestBodyInCheck becomes with_request_body",
    ),
    envoy(
      "api/envoy/extensions/filters/http/ext_authz/v3/ext_authz.proto",
      "BufferSettings: the request is buffered until the body is complete or max_request_bytes are there",
    ),
    thread("istio/istio#27777", "ext_authz with request bodies and gRPC"),
  ],
  *check(policy, mesh) {
    const name = policy.resource.spec?.at("provider", "name")?.text;
    if (policy.action !== "CUSTOM" || name === undefined || isDryRun(policy)) return;
    const body = bodyInCheck(name, mesh);
    const grpc = body && servesGrpcUnder(policy, mesh);
    if (body && grpc && !areRpcsKnown(policy, mesh)) yield held(policy, body, grpc);
  },
});

/** Those that stream are then reported one by one. */
function areRpcsKnown(policy: AuthorizationPolicy, mesh: Mesh): boolean {
  return mesh.workloadsUnder(policy).some((pod) => rpcsThrough(pod, mesh).length > 0);
}

function held({ resource }: AuthorizationPolicy, body: Field, grpc: Span): Finding {
  const provider = resource.spec?.at("provider", "name") ?? resource.root;
  return {
    headline: `\`${resource.name}\` holds gRPC calls until their whole body has arrived`,
    primary: { span: provider.span, text: "includes the request body" },
    related: [
      { span: body.keySpan, text: "sends the request body" },
      { span: grpc, text: "gRPC under this policy" },
    ],
    note: "the body of a client stream is complete only at its end: the check is never made, and calls hang until DEADLINE_EXCEEDED (4)",
    help: "for gRPC use a provider without `includeRequestBodyInCheck`, which decides by path and metadata",
  };
}
