import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { productTitle } from "../../src/rule/products.ts";
import { defineRule, gatewayApi, istioApi, kubernetes } from "../../src/rule/rule.ts";
import type { UnknownApiVersion } from "../../src/schema/violation.ts";
import { oneOf } from "../../src/text/lists.ts";

export const unknownApiVersion = defineRule({
  id: "unknown-api-version",
  topic: "schema",
  summary: "a kind at an API version that does not serve it",
  severity: "error",
  severityWhere: { warning: "no release is set, and older ones serve the version" },
  reads: "violation",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "`versions` of every kind, 1.20 to 1.32",
    ),
    gatewayApi("config/crd", "`versions` of every kind, both channels, 1.0 to 1.7"),
    kubernetes("api/openapi-spec/v3", "kinds by group and version, 1.27 to 1.37"),
    kubernetes("Deprecated API Migration Guide", "`extensions/v1beta1`: 1.16 and 1.22"),
  ],
  fixable: "unsafe",
  *check(violation) {
    if (violation.kind === "unknown-api-version") yield notServed(violation);
  },
});

function notServed(violation: UnknownApiVersion): Finding {
  const { resource, field, served, renamed, isAssumed } = violation;
  const [preferred] = served;
  const edit =
    preferred === undefined || renamed !== undefined ? undefined : replaceText(field, preferred);
  return {
    headline: headlineOf(violation),
    primary: { span: field.span, text: isAssumed ? "no longer served" : "serves no such kind" },
    note: isAssumed
      ? `a cluster with a later release refuses the object: no matches for kind \`${resource.kind}\``
      : "kubectl and the API server refuse the object: no matches for kind",
    help: renamed
      ? `replace it with ${oneOf(renamed)} of ${oneOf(served)}`
      : `use ${oneOf(served)}`,
    ...(isAssumed && { severity: "warning" }),
    ...(edit && {
      fix: {
        title: `use \`${preferred}\`, whose fields may differ`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}

function headlineOf({ resource, product, until }: UnknownApiVersion): string {
  const version = `\`${resource.apiVersion.value}\``;
  return until === undefined
    ? `${version} has no ${resource.kind}`
    : `${version} has no ${resource.kind} after ${productTitle(product)} ${until}`;
}
