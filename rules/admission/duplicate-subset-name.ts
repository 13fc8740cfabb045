import type { DestinationRule, Subset } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Located } from "../../src/yaml/source.ts";

export const duplicateSubsetName = defineRule({
  id: "duplicate-subset-name",
  topic: "admission",
  summary: "two subsets of one DestinationRule with the same name",
  severity: "error",
  answers: ["IST0106"],
  reads: "destinationRule",
  fields: { "networking.istio.io/DestinationRule": ["spec.subsets[].name"] },
  evidence: [istio("pkg/config/validation/validation.go", "duplicate subset names")],
  *check(rule) {
    const seen = new Map<string, Located<string>>();
    for (const { name } of rule.subsets) {
      if (name === undefined) continue;
      const first = seen.get(name.value);
      if (first) yield twice(rule, name, first);
      else seen.set(name.value, name);
    }
  },
});

function twice(
  { resource }: DestinationRule,
  name: NonNullable<Subset["name"]>,
  first: Located<string>,
): Finding {
  return webhookRefusal(resource, {
    headline: `two subsets are named \`${name.value}\``,
    primary: { span: name.span, text: "the same name" },
    related: [{ span: first.span, text: "named here" }],
    help: "give each subset its own name, or merge their labels into one subset",
  });
}
