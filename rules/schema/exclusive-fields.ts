import type { Finding } from "../../src/rule/finding.ts";
import { shortPath } from "../../src/rule/places.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { ExclusiveFields } from "../../src/schema/violation.ts";
import { list, oneOf } from "../../src/text/lists.ts";

export const exclusiveFields = defineRule({
  id: "exclusive-fields",
  topic: "schema",
  summary: "two mutually exclusive fields are set",
  severity: "error",
  reads: "violation",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "`oneOf` of every union, such as StringMatch",
    ),
  ],
  *check(violation) {
    if (violation.kind === "exclusive-fields") yield onlyOne(violation);
  },
});

function onlyOne({ field, fields }: ExclusiveFields): Finding {
  const names = fields.map(({ key }) => key.value);
  const [last, ...others] = fields.toReversed();
  return {
    headline: `${list(names)} are mutually exclusive in \`${shortPath(field)}\``,
    primary: { span: (last ?? field).keySpan, text: "only one may be set" },
    related: others.map((other) => ({ span: other.keySpan, text: "already set" })),
    note: "the API server refuses the object, so nothing in it takes effect",
    help: `keep ${oneOf(names)}`,
  };
}
