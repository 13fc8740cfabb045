import type { Finding } from "../../src/rule/finding.ts";
import { fieldTitle, tokenSpan } from "../../src/rule/places.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeItem } from "../../src/rule/removals.ts";
import { defineRule, gatewayApi, istioApi } from "../../src/rule/rule.ts";
import type { RepeatedItem } from "../../src/schema/violation.ts";
import { list } from "../../src/text/lists.ts";

export const duplicateItem = defineRule({
  id: "duplicate-item",
  topic: "schema",
  summary: "two items of a list have the same key",
  severity: "error",
  reads: "violation",
  evidence: [
    gatewayApi("config/crd/standard", "x-kubernetes-list-map-keys, such as the names of headers"),
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "x-kubernetes-list-map-keys"),
  ],
  fixable: "safe",
  *check(violation) {
    if (violation.kind === "duplicate-item") yield repeated(violation);
  },
});

function repeated({ field, keys }: RepeatedItem): Finding {
  const name = field.parent ? fieldTitle(field.parent) : "the list";
  return {
    headline: `an item of ${name} is repeated`,
    primary: { span: tokenSpan(field), text: "repeats an earlier item" },
    note: "the API server refuses the object, so nothing in it takes effect",
    help:
      keys.length === 0
        ? "remove one of the two"
        : `give it another ${list(keys)}, or remove one of the two`,
    ...(keys.length === 0 &&
      offerFix(removeItem(field), { title: "remove the repeated item", safe: true })),
  };
}
