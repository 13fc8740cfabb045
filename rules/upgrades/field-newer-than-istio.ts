import type { Finding } from "../../src/rule/finding.ts";
import { productSetting, productTitle } from "../../src/rule/products.ts";
import { defineRule, gatewayApi, istioApi, kubernetes } from "../../src/rule/rule.ts";
import type { NewerField } from "../../src/schema/violation.ts";

export const fieldNewerThanIstio = defineRule({
  id: "field-newer-than-istio",
  topic: "upgrades",
  summary: "a field, value or API version that is newer than the configured release",
  severity: "error",
  reads: "violation",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "fields of releases 1.20 to 1.32 compared",
    ),
    gatewayApi("config/crd/standard", "fields of releases 1.0 to 1.7 compared"),
    kubernetes("api/openapi-spec/v3", "fields of releases 1.27 to 1.37 compared"),
  ],
  *check(violation) {
    if (violation.kind === "newer-field") yield tooNew(violation);
  },
});

function tooNew({ field, product, what, since, target }: NewerField): Finding {
  const title = productTitle(product);
  const written = String(what === "field" ? field.key.value : (field.scalar()?.value ?? ""));
  return {
    headline: `\`${written}\` needs ${title} ${since}, but ${target} is configured`,
    primary: {
      span: what === "field" ? field.keySpan : field.span,
      text: `new in ${title} ${since}`,
    },
    note:
      what === "field"
        ? `rejected under strict validation by ${target}; otherwise the field is silently dropped`
        : `the API server of a cluster with ${title} ${target} refuses the object`,
    help: `upgrade to ${title} ${since} first, or set \`${productSetting(product)}\` to the installed release`,
  };
}
