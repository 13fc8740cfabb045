import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { NewerField } from "../../src/schema/violation.ts";

export const fieldNewerThanIstio = defineRule({
  id: "field-newer-than-istio",
  topic: "upgrades",
  summary: "a field, value or API version that the configured Istio does not have yet",
  severity: "error",
  reads: "violation",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "fields of releases 1.20 to 1.31 compared",
    ),
  ],
  *check(violation) {
    if (violation.kind === "newer-field") yield tooNew(violation);
  },
});

function tooNew({ field, what, since, target }: NewerField): Finding {
  const written = String(what === "field" ? field.key.value : (field.scalar()?.value ?? ""));
  return {
    headline: `\`${written}\` needs Istio ${since}, but the configured one is ${target}`,
    primary: {
      span: what === "field" ? field.keySpan : field.span,
      text: `new in Istio ${since}`,
    },
    note:
      what === "field"
        ? `strict validation of ${target} refuses the object; without it the field is dropped and has no effect`
        : `the API server of a mesh with Istio ${target} refuses the object`,
    help: `upgrade to Istio ${since} first, or raise \`istioVersion\` to what is installed`,
  };
}
