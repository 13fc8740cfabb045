import { templatesAnnotation } from "../../src/mesh/ask/proxyless.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const proxylessActionIgnored = defineRule({
  id: "proxyless-action-ignored",
  topic: "proxyless",
  summary: "an AuthorizationPolicy has an action that gRPC servers without a proxy do not get",
  severity: "warning",
  reads: "authorizationPolicy",
  at: { "security.istio.io/AuthorizationPolicy": ["spec.action"] },
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
    headline: `\`action: ${action}\` does nothing at \`${resource.name}\`, which serves gRPC without a proxy`,
    primary: { span: field.span, text: "not sent to gRPC servers" },
    related: templates ? [{ span: templates.span, text: "gRPC reads xDS itself here" }] : [],
    note:
      action === "CUSTOM"
        ? "no external authorizer is asked: calls that it should deny get through"
        : "nothing is audited",
    help:
      action === "CUSTOM"
        ? "use `ALLOW` or `DENY`, ask the authorizer in the server's code, or give the pods a sidecar"
        : "log calls in the server's code, or give the pods a sidecar",
  };
}
