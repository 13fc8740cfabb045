import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, gatewayApi, istioApi, kubernetes } from "../../src/rule/rule.ts";
import type { UnknownKind } from "../../src/schema/violation.ts";
import { oneOf } from "../../src/text/lists.ts";
import { isRespelling } from "../../src/text/similar-name.ts";

export const unknownKind = defineRule({
  id: "unknown-kind",
  topic: "schema",
  summary: "a kind or an API group that does not exist",
  severity: "error",
  severityWhere: { warning: "others may add kinds to the API group" },
  reads: "violation",
  evidence: [
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "the kinds of every group of Istio"),
    gatewayApi("config/crd", "the kinds of the Gateway API, both channels"),
    kubernetes("api/openapi-spec/v3", "the kinds of built-in groups"),
  ],
  fixable: "safe",
  *check(violation) {
    if (violation.kind === "unknown-kind") yield notThere(violation);
  },
});

function notThere(violation: UnknownKind): Finding {
  const { what, nearest, groups, resource, field } = violation;
  const { group, version } = resource;
  const name = what === "group" ? group : resource.kind;
  const meant = what === "group" ? `${nearest ?? ""}/${version}` : nearest;
  const edit = meant === undefined ? undefined : replaceText(field, meant);
  const safe = nearest !== undefined && isRespelling(name, nearest);
  return {
    headline:
      what === "group"
        ? `there is no API group \`${group}\``
        : `\`${resource.apiVersion.value}\` has no kind \`${resource.kind}\``,
    primary: { span: field.span, text: what === "group" ? "no such group" : "no such kind" },
    note: "kubectl and the API server refuse the object: no matches for kind",
    help: meant === undefined ? helpWithout(groups) : `use \`${meant}\``,
    ...(what === "kind, perhaps" && { severity: "warning" }),
    ...(edit && {
      fix: {
        title: safe
          ? `use \`${meant ?? ""}\``
          : `use \`${meant ?? ""}\` (the setting then takes effect)`,
        safe,
        edits: [edit],
      },
    }),
  };
}

function helpWithout(groups: readonly string[]): string {
  return groups.length === 0
    ? "use the intended kind, or remove the object"
    : `use a version of the API group that has it: ${oneOf(groups.map((group) => group || "v1"))}`;
}
