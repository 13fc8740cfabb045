import { conditionValues, sourcesOf } from "../../src/mesh/ask/authorization-sources.ts";
import { gather } from "../../src/collections/gather.ts";
import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const scheme = "spiffe://";

export const authzPrincipalSpiffePrefix = defineRule({
  id: "authz-principal-spiffe-prefix",
  topic: "authorization",
  summary: "a principal is written with `spiffe://`, which Istio adds itself",
  severity: "error",
  reads: "authorizationPolicy",
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.principals: <TRUST_DOMAIN>/ns/<NS>/sa/<SA>",
    ),
    istio("pilot/pkg/security/authz/matcher/string.go", "StringMatcherWithPrefix: spiffe://"),
  ],
  fixable: "unsafe",
  *check(policy) {
    const lists = gather(sourcesOf(policy), (it) => it.pick(["principals", "notPrincipals"]));
    const listed = gather(lists, (list) => list.items());
    for (const field of [...listed, ...conditionValues(policy, "source.principal")]) {
      const principal = field.text;
      if (principal?.startsWith(scheme)) yield withScheme(field, principal, policy);
    }
  },
});

function withScheme(field: Field, principal: string, { action }: AuthorizationPolicy): Finding {
  const bare = principal.slice(scheme.length);
  const edit = bare === "" ? undefined : replaceText(field, bare);
  return {
    headline: "principals are written without `spiffe://`",
    primary: { span: field.slice(0, scheme.length), text: "added by Istio itself" },
    note: effectOfNoMatch(action, isNegated(field)),
    help: `use \`${bare}\``,
    ...(edit && {
      fix: { title: "remove `spiffe://` (the rule starts to apply)", safe: false, edits: [edit] },
    }),
  };
}

/** Written under `notPorts`, `notPrincipals` or `notValues`. */
function isNegated({ parent }: Field): boolean {
  return String(parent?.step).startsWith("not");
}
