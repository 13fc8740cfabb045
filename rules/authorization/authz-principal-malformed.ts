import { conditionValues, sourcesOf } from "../../src/mesh/ask/authorization-sources.ts";
import { gather } from "../../src/collections/gather.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { principalFault, type PrincipalFault } from "../../src/mesh/ask/principal-fault.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzPrincipalMalformed = defineRule({
  id: "authz-principal-malformed",
  topic: "authorization",
  summary: "a principal that no mesh certificate has",
  severity: "error",
  severityWhere: { warning: "another authority may issue such a certificate" },
  reads: "authorizationPolicy",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.principals: <TRUST_DOMAIN>/ns/<NAMESPACE>/sa/<SERVICE_ACCOUNT>",
    ),
    istio("pkg/spiffe/spiffe.go", "Identity.String: spiffe://%s/ns/%s/sa/%s"),
    istio("pilot/pkg/security/authz/matcher/string.go", "one `*`, at the start or the end"),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    const lists = gather(sourcesOf(policy), (it) => it.pick(["principals", "notPrincipals"]));
    const listed = gather(lists, (list) => list.items());
    const trustDomain = mesh.config().written?.get("trustDomain")?.text ?? "cluster.local";
    for (const field of [...listed, ...conditionValues(policy, "source.principal")]) {
      const value = field.text ?? "";
      if (value === "" || value.startsWith("spiffe://") || isPlaceholder(value)) continue;
      const fault = principalFault(value, trustDomain);
      if (fault) yield noIdentity(field, fault, policy.action);
    }
  },
});

function noIdentity(
  field: Field,
  { certain, meant, reason }: PrincipalFault,
  action: string,
): Finding {
  const isNegated = String(field.parent?.step).startsWith("not");
  return {
    headline: `no certificate has the principal \`${field.text ?? ""}\``,
    primary: { span: field.span, text: reason },
    note: effectOfNoMatch(action, isNegated),
    help: `use \`${meant ?? "cluster.local/ns/NAMESPACE/sa/SERVICE_ACCOUNT"}\``,
    ...(!certain && { severity: "warning" as const }),
    ...(meant !== undefined &&
      offerFix(replaceText(field, meant), {
        title: `use \`${meant}\` (the rule takes effect)`,
        safe: false,
      })),
  };
}
