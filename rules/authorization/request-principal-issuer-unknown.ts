import { conditionValues, sourcesOf } from "../../src/mesh/ask/authorization-sources.ts";
import { issuersFor } from "../../src/mesh/ask/request-authentications.ts";
import {
  requestPrincipalFault,
  type RequestPrincipalFault,
} from "../../src/mesh/ask/request-principal-fault.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { mayBeClaim } from "../../src/mesh/objects/request-principal.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi, thread } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import { shorten } from "../../src/text/shorten.ts";
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
      "spec.rules[].when",
    ],
  },
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.requestPrincipals: <ISS>/<SUB> of the JWT",
    ),
    istio(
      "pilot/pkg/security/authz/model/generator.go",
      "requestPrincipalGenerator: the last `/` ends the issuer, which has to be equal",
    ),
    thread("istio/istio#51901", "an issuer that ends with `/`, after an upgrade to 1.22"),
    thread("istio/istio#52217", "subjects with `/`"),
  ],
  *check(policy, mesh) {
    const issuers = issuersFor(policy, mesh);
    if (issuers.length === 0) return;
    const lists = sourcesOf(policy).flatMap((it) =>
      it.pick(["requestPrincipals", "notRequestPrincipals"]),
    );
    const listed = lists.flatMap((it) => it.items());
    for (const field of [...listed, ...conditionValues(policy, "request.auth.principal")]) {
      const value = field.text ?? "";
      if (value === "" || isPlaceholder(value)) continue;
      const fault = requestPrincipalFault(value, issuers, mesh);
      if (fault) yield ofNone(field, fault, issuers, policy);
    }
    for (const field of conditionValues(policy, "request.auth.claims[iss]")) {
      const value = field.text ?? "";
      if (value === "" || isPlaceholder(value)) continue;
      if (!issuers.some((it) => mayBeClaim(value, it))) yield otherIssuer(field, issuers, policy);
    }
  },
});

function ofNone(
  field: Field,
  { text, help }: RequestPrincipalFault,
  issuers: readonly string[],
  policy: AuthorizationPolicy,
): Finding {
  return {
    headline: `no validated token has the principal \`${shorten(field.text ?? "")}\``,
    primary: { span: field.span, text },
    note: noteOf(field, issuers, policy),
    help,
  };
}

function otherIssuer(
  field: Field,
  issuers: readonly string[],
  policy: AuthorizationPolicy,
): Finding {
  return {
    headline: `no validated token is of the issuer \`${shorten(field.text ?? "")}\``,
    primary: { span: field.span, text: "another issuer" },
    note: noteOf(field, issuers, policy),
    help: `use ${list(issuers)}, or add the issuer to a RequestAuthentication`,
  };
}

function noteOf(field: Field, issuers: readonly string[], { action }: AuthorizationPolicy): string {
  const isNegated = String(field.parent?.step).startsWith("not");
  return `principals are \`ISSUER/SUBJECT\`, and tokens of ${list(issuers)} are validated; ${effectOfNoMatch(action, isNegated)}`;
}
