import { headerValueFault } from "../../src/validate/header-value.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/VirtualService": ["http[].headers", "http[].route[].headers"].flatMap(
    (above) =>
      ["request.add", "request.set", "response.add", "response.set"].map(
        (path) => `spec.${above}.${path}{}`,
      ),
  ),
};

export const headerValueMalformed = defineRule({
  id: "header-value-malformed",
  topic: "admission",
  summary: "the value of an added header that Envoy cannot read",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [
    istio("pkg/config/validation/header_value_validator.go", "validateHeaderValue"),
    istio("pkg/config/validation/validation.go", "ValidateHTTPHeaderValue"),
  ],
  *check(resource) {
    for (const field of placesOf(resource, places)) {
      const value = field.text;
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
      ? "use `%%` for a percent sign, or a complete command such as `%REQ(x-id)%`"
      : "use printable characters only",
  });
}
