import { grpcStatusNames } from "../../src/mesh/objects/grpc-status.ts";
import { renameKey, replaceValue } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Edit, Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const faultHttpStatusRange = defineRule({
  id: "fault-http-status-range",
  topic: "admission",
  summary: "the `httpStatus` of an abort is not an HTTP status, often a gRPC one",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault.abort.httpStatus"] },
  evidence: [istio("pkg/config/validation/validation.go", "validateHTTPStatus: 200 to 600")],
  fixable: "safe",
  *check({ field }) {
    const status = field.at("fault", "abort", "httpStatus");
    const value = status?.number()?.value;
    if (status === undefined || value === undefined || (value >= 200 && value <= 600)) return;
    yield outOfRange(status, value);
  },
});

function outOfRange(status: Field, value: number): Finding {
  const meant = value === 0 ? undefined : grpcStatusNames[value];
  const edits = meant ? rewrite(status, meant) : undefined;
  return {
    headline: `\`httpStatus: ${value}\` is not an HTTP status`,
    primary: {
      span: status.span,
      text: meant ? `the gRPC number of ${meant}` : "not in 200 to 599",
    },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: meant
      ? `use \`grpcStatus: ${meant}\`: gRPC statuses have their own field`
      : "use a status between 200 and 599, or a gRPC status as `grpcStatus`",
    ...(edits && { fix: { title: `use \`grpcStatus: ${meant}\``, safe: true, edits } }),
  };
}

function rewrite(status: Field, name: string): readonly Edit[] | undefined {
  if (status.parent?.get("grpcStatus")) return undefined;
  const [key, value] = [renameKey(status, "grpcStatus"), replaceValue(status, name)];
  return key && value && [key, value];
}
