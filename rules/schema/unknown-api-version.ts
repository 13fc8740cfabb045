import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi, istioApi, kubernetes } from "../../src/rule/rule.ts";
import type { UnknownApiVersion } from "../../src/schema/violation.ts";
import { oneOf } from "../../src/text/lists.ts";

export const unknownApiVersion = defineRule({
  id: "unknown-api-version",
  topic: "schema",
  summary: "a kind at an API version that does not serve it",
  severity: "error",
  reads: "violation",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "`versions` of every kind, 1.20 to 1.31",
    ),
    gatewayApi("config/crd/standard", "`versions` of every kind, 1.0 to 1.6"),
    kubernetes("api/openapi-spec/v3", "kinds by group and version, 1.27 to 1.35"),
  ],
  fixable: "unsafe",
  *check(violation) {
    if (violation.kind === "unknown-api-version") yield notServed(violation);
  },
});

/** Alpha versions of the Gateway API came and went in its experimental channel, which is not among the schemas. */
function mayBeExperimental({ group, version }: UnknownApiVersion["resource"]): boolean {
  return group === "gateway.networking.k8s.io" && version.includes("alpha");
}

function notServed({ resource, field, served }: UnknownApiVersion): Finding {
  const [preferred] = served;
  const edit = preferred === undefined ? undefined : replaceText(field, preferred);
  return {
    headline: `\`${resource.apiVersion.value}\` has no ${resource.kind}`,
    primary: { span: field.span, text: "serves no such kind" },
    note: "kubectl and the API server refuse the object: no matches for kind",
    help: `write ${oneOf(served)}`,
    ...(mayBeExperimental(resource) && { severity: "warning" }),
    ...(edit && {
      fix: {
        title: `write \`${preferred}\`, whose fields may differ`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}
