import { sourcesOf } from "../../src/mesh/ask/authorization-sources.ts";
import {
  authenticationsFor,
  isForAll,
  issuersOf,
} from "../../src/mesh/ask/request-authentications.ts";
import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const requestPrincipalIssuerUnknown = defineRule({
  id: "request-principal-issuer-unknown",
  topic: "authorization",
  summary: "a request principal is of an issuer whose tokens are not validated there",
  severity: "warning",
  reads: "authorizationPolicy",
  fields: {
    "security.istio.io/AuthorizationPolicy": [
      "spec.rules[].from[].source.requestPrincipals",
      "spec.rules[].from[].source.notRequestPrincipals",
    ],
  },
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.requestPrincipals: <ISS>/<SUB> of the JWT",
    ),
    istio("pilot/pkg/security/authz/model/generator.go", "requestPrincipalGenerator"),
  ],
  *check(policy, mesh) {
    const found = authenticationsFor(policy, mesh);
    const known = found.some((it) => isForAll(it, policy)) ? found.map(issuersOf) : [];
    const issuers = known.flatMap((it) => it ?? []);
    if (issuers.length === 0 || known.includes(undefined) || issuers.some(isPlaceholder)) return;
    const lists = sourcesOf(policy).flatMap((it) =>
      it.pick(["requestPrincipals", "notRequestPrincipals"]),
    );
    for (const field of lists.flatMap((it) => it.items())) {
      const principal = field.text;
      if (principal === undefined || isPlaceholder(principal)) continue;
      if (!issuers.some((issuer) => mayBeOf(issuer, principal)))
        yield ofNone(field, principal, [...new Set(issuers)], policy);
    }
  },
});

/** Whether some `<ISS>/<SUB>` of the issuer is the value, or within it. */
function mayBeOf(issuer: string, value: string): boolean {
  const own = `${issuer}/`;
  if (value.startsWith("*")) return true;
  if (!value.endsWith("*")) return value.startsWith(own) && value.length > own.length;
  const start = value.slice(0, -1);
  return start.startsWith(own) || own.startsWith(start);
}

function ofNone(
  field: Field,
  principal: string,
  issuers: readonly string[],
  { action }: AuthorizationPolicy,
): Finding {
  const whole = issuers.find((issuer) => principal === issuer || principal === `${issuer}/`);
  const negated = String(field.parent?.step).startsWith("not");
  return {
    headline: `no validated token has the principal \`${principal}\``,
    primary: { span: field.span, text: whole === undefined ? "another issuer" : "lacks a subject" },
    note: `principals are \`ISSUER/SUBJECT\`, and tokens of ${list(issuers)} are validated; ${effectOfNoMatch(action, negated)}`,
    help:
      whole === undefined
        ? `use ${list(issuers.map((it) => `${it}/*`))}, or add the issuer to a RequestAuthentication`
        : `use \`${whole}/*\` for every subject`,
  };
}
