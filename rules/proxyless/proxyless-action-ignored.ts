import { templatesAnnotation } from "../../src/mesh/ask/proxyless.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const proxylessActionIgnored = defineRule({
  id: "proxyless-action-ignored",
  topic: "proxyless",
  summary: "an AuthorizationPolicy has an action that proxyless gRPC servers do not support",
  severity: "warning",
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.action"] },
  evidence: [
    istio("pilot/pkg/networking/grpcgen/lds.go", "buildInboundFilterChain: Deny and Allow only"),
  ],
  *check(policy, mesh) {
    const { action, actionField } = policy;
    if (actionField === undefined || !/^(?:CUSTOM|AUDIT)$/.test(action)) return;
    const pods = policy.targetRefs.length > 0 ? [] : mesh.workloadsUnder(policy);
    const [pod] = pods;
    if (pod && pods.every(({ proxyless }) => proxyless)) yield ignored(actionField, action, pod);
  },
});

function ignored(field: Field, action: string, { resource, annotations }: Workload): Finding {
  const templates = annotations.get(templatesAnnotation);
  return {
    headline: `\`action: ${action}\` has no effect on \`${resource.name}\`, which serves gRPC without a proxy`,
    primary: { span: field.span, text: "not sent to gRPC servers" },
    related: templates ? [{ span: templates.span, text: "proxyless gRPC (xDS)" }] : [],
    note:
      action === "CUSTOM"
        ? "the external authorizer is never called: calls that it should deny get through"
        : "nothing is audited",
    help:
      action === "CUSTOM"
        ? "use `ALLOW` or `DENY`, call the authorizer in the server's code, or inject a sidecar"
        : "log calls in the server's code, or inject a sidecar",
  };
}
