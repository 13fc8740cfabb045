import { headerNameFault, type HeaderPlace } from "../../src/validate/header-name.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAlong } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { pathTree } from "../../src/mesh/objects/path-tree.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

/** Paths below `spec.http[]`; where they end in `{}` the name is the key. */
const places: readonly (readonly [string, HeaderPlace])[] = [
  ["match[].headers{}", "match"],
  ["match[].withoutHeaders{}", "match"],
  ["corsPolicy.allowHeaders[]", "cors"],
  ["corsPolicy.exposeHeaders[]", "cors"],
  ...["", "route[]."].flatMap((above) => [
    [`${above}headers.request.add{}`, "set-request"] as const,
    [`${above}headers.request.set{}`, "set-request"] as const,
    [`${above}headers.request.remove[]`, "change"] as const,
    [`${above}headers.response.add{}`, "change"] as const,
    [`${above}headers.response.set{}`, "change"] as const,
    [`${above}headers.response.remove[]`, "change"] as const,
  ]),
];

const tree = pathTree(places.map(([path, place]) => [`http[].${path}`, place] as const));

export const headerNameMalformed = defineRule({
  id: "header-name-malformed",
  topic: "admission",
  summary: "a header name is not valid, or cannot be matched, changed or allowed here",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: { "networking.istio.io/VirtualService": places.map(([path]) => `spec.http[].${path}`) },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "ValidateHTTPHeaderNameOrJwtClaimRoute, ValidateHTTPHeaderOperationName",
    ),
    istio("pkg/config/validation/validation.go", "ValidateCORSHTTPHeaderName"),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "VirtualService");
    if (spec === undefined) return;
    for (const [field, place] of fieldsAlong(spec, tree)) {
      const name = typeof field.step === "string" ? field.key : field.string();
      const fault = name && headerNameFault(name.value, place);
      if (name && fault !== undefined) yield malformed(resource, field, name, fault);
    }
  },
});

function malformed(
  resource: Resource,
  field: Field,
  name: Located<string>,
  fault: string,
): Finding {
  const list = String(typeof field.step === "number" ? field.parent?.step : field.parent?.step);
  return webhookRefusal(resource, {
    headline: `\`${name.value}\` is not allowed in \`${list}\``,
    primary: { span: name.span, text: fault },
    help: /^(?::authority|host)$/i.test(name.value)
      ? "change the authority of requests with `rewrite.authority`"
      : "use the name of a header or of gRPC metadata, such as `x-user-id`",
  });
}
