import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcrouteMethodEmpty = defineRule({
  id: "grpcroute-method-empty",
  topic: "admission",
  summary: "a GRPCRoute matches a `method` that names neither service nor method",
  severity: "error",
  reads: "gatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/grpcroute_types.go",
      "GRPCMethodMatch: one or both must be specified (CEL)",
    ),
  ],
  *check({ api, rules }) {
    if (api !== "GRPCRoute") return;
    for (const match of rules.flatMap((rule) => rule.get("matches")?.items() ?? [])) {
      const method = match.get("method");
      if (method?.isMap && !method.get("service") && !method.get("method")) yield empty(method);
    }
  },
});

function empty(method: Field): Finding {
  return {
    headline: "this `method` names neither a service nor a method",
    primary: { span: method.keySpan, text: "needs `service` or `method`" },
    note: "the API server refuses the GRPCRoute, so none of its calls are routed",
    help: "add `service: package.Service`, or leave `method` out to match every call",
  };
}
