import { headerValueFault } from "../../src/mesh/validate/header-value.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const paths = ["http[].headers", "http[].route[].headers"].flatMap((above) =>
  ["request.add", "request.set", "response.add", "response.set"].map(
    (path) => `${above}.${path}{}`,
  ),
);

export const headerValueMalformed = defineRule({
  id: "header-value-malformed",
  topic: "admission",
  summary: "the value of an added header that Envoy cannot read",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  among: (mesh) => mesh.resourcesOfKind("VirtualService"),
  evidence: [
    istio("pkg/config/validation/header_value_validator.go", "validateHeaderValue"),
    istio("pkg/config/validation/validation.go", "ValidateHTTPHeaderValue"),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "VirtualService");
    if (spec === undefined) return;
    for (const field of paths.flatMap((path) => fieldsAt(spec, path))) {
      const value = field.string()?.value;
      const fault = value === undefined ? undefined : headerValueFault(value);
      if (fault !== undefined) yield malformed(resource, field, fault);
    }
  },
});

function malformed(resource: Resource, field: Field, fault: string): Finding {
  return webhookRefusal(resource, {
    headline: `the value of header \`${String(field.step)}\` cannot be read by Envoy`,
    primary: { span: field.span, text: fault },
    help: fault.includes("%")
      ? "write `%%` for a percent sign, or a whole command such as `%REQ(x-id)%`"
      : "write printable characters only",
  });
}
