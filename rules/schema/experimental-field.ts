import type { Finding } from "../../src/rule/finding.ts";
import { shortPath } from "../../src/rule/places.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { ExperimentalField } from "../../src/schema/violation.ts";

export const experimentalField = defineRule({
  id: "experimental-field",
  topic: "schema",
  summary: "a field that the Gateway API has in its experimental channel only",
  severity: "warning",
  reads: "violation",
  evidence: [
    gatewayApi("config/crd/experimental", "fields that `config/crd/standard` does not have"),
  ],
  *check(violation) {
    if (violation.kind === "experimental-field") yield notStandard(violation);
  },
});

function notStandard({ field, resource }: ExperimentalField): Finding {
  const name = field.key.value;
  const level = field.parent ? shortPath(field.parent) : resource.kind;
  return {
    headline: `\`${name}\` of \`${level}\` is in the experimental channel only`,
    primary: { span: field.keySpan, text: "no field of the standard channel" },
    note: "CRDs of the standard channel refuse the object or drop the field, which then has no effect",
    help: `install the experimental channel of the Gateway API, or remove \`${name}\``,
  };
}
