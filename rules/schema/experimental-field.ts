import type { Finding } from "../../src/rule/finding.ts";
import { shortPath } from "../../src/rule/places.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { ExperimentalField } from "../../src/schema/violation.ts";

export const experimentalField = defineRule({
  id: "experimental-field",
  topic: "schema",
  summary: "a field, value or API version that only the Gateway API's experimental channel has",
  severity: "warning",
  severityWhere: {
    info: "a whole API version is experimental, which the API server reports at once",
  },
  reads: "violation",
  evidence: [
    gatewayApi(
      "config/crd/experimental",
      "what `config/crd/standard` of releases 1.0 to 1.7 lacks",
    ),
  ],
  *check(violation) {
    if (violation.kind === "experimental-field") yield notStandard(violation);
  },
});

function notStandard(violation: ExperimentalField): Finding {
  const { field, what, release } = violation;
  return {
    headline: `${titleOf(violation)} is only in the experimental channel`,
    primary: {
      span: what === "field" ? field.keySpan : field.span,
      text: `not in the standard channel of ${release}`,
    },
    note:
      what === "field"
        ? "CRDs of the standard channel reject the object or remove the field, which then has no effect"
        : "an API server with the CRDs of the standard channel rejects the object",
    help: helpFor(violation),
    // An API server without the kind says so at once; a field may be dropped silently.
    ...(what === "version" && { severity: "info" as const }),
  };
}

function titleOf({ resource, field, what }: ExperimentalField): string {
  if (what === "version") return `${resource.kind} \`${resource.version}\``;
  if (what === "value") return `\`${field.key.value}: ${field.text ?? ""}\``;
  const level = field.parent ? shortPath(field.parent) : resource.kind;
  return `\`${field.key.value}\` of \`${level}\``;
}

function helpFor({ field, what, until }: ExperimentalField): string {
  const instead =
    what === "field"
      ? `, or remove \`${field.key.value}\``
      : what === "value"
        ? ", or use another value"
        : "";
  const upgrade =
    until === undefined
      ? ""
      : `upgrade to a release after ${until}, whose standard channel has it, `;
  return upgrade === ""
    ? `install the experimental channel of the Gateway API${instead}`
    : `${upgrade}or install the experimental channel of the Gateway API${instead}`;
}
