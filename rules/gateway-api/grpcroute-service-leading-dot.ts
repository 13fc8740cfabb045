import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcrouteServiceLeadingDot = defineRule({
  id: "grpcroute-service-leading-dot",
  topic: "gateway-api",
  summary: "a GRPCRoute matches a service name with a leading dot, which no call has",
  severity: "warning",
  reads: "gatewayApiRoute",
  evidence: [
    gatewayApi("apis/v1/grpcroute_types.go", "GRPCMethodMatch: the pattern allows a leading dot"),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "createGRPCURIMatch: the name is put into the path as is",
    ),
  ],
  fixable: "safe",
  *check({ api, rules }) {
    if (api !== "GRPCRoute") return;
    for (const match of rules.flatMap((rule) => rule.get("matches")?.items() ?? [])) {
      const service = match.at("method", "service");
      if (match.at("method", "type")?.text === "RegularExpression") continue;
      const name = service?.text ?? "";
      if (service && /^\.\w[\w.]*$/.test(name)) yield leadingDot(service, name);
    }
  },
});

function leadingDot(service: Field, name: string): Finding {
  const bare = name.slice(1);
  const edit = replaceText(service, bare);
  return {
    headline: `no call has the service \`${name}\`: gRPC paths have no leading dot`,
    primary: { span: service.span, text: "never matches" },
    note: `calls go to \`/${bare}/…\` and skip this rule: they match a later one, or fail with UNIMPLEMENTED (12)`,
    help: `use \`${bare}\``,
    ...(edit && { fix: { title: `use \`${bare}\``, safe: true, edits: [edit] } }),
  };
}
