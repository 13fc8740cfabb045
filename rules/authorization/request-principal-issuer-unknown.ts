import { conditionValues, sourcesOf } from "../../src/mesh/ask/authorization-sources.ts";
import {
  authenticationsFor,
  isForAll,
  issuersOf,
} from "../../src/mesh/ask/request-authentications.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import {
  mayBeClaim,
  principalMismatch,
  type PrincipalMismatch,
} from "../../src/mesh/objects/request-principal.ts";
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
      const reasons = issuers.map((it) => principalMismatch(value, it));
      if (reasons.every((it) => it && !mayMatchBefore(it, mesh)))
        yield ofNone(field, reasons, issuers, policy);
    }
    for (const field of conditionValues(policy, "request.auth.claims[iss]")) {
      const value = field.text ?? "";
      if (value === "" || isPlaceholder(value)) continue;
      if (!issuers.some((it) => mayBeClaim(value, it))) yield otherIssuer(field, issuers, policy);
    }
  },
});

/** Principals were compared as a whole until Istio 1.20. */
function mayMatchBefore(reason: PrincipalMismatch, { settings }: Mesh): boolean {
  return /slash|prefix/.test(reason) && Number(settings.istioVersion.split(".")[1]) < 21;
}

/** All whose tokens are validated at the pods of a policy; empty where they are not known. */
function issuersFor(policy: AuthorizationPolicy, mesh: Mesh): readonly string[] {
  const found = authenticationsFor(policy, mesh);
  const known = found.some((it) => isForAll(it, policy, mesh)) ? found.map(issuersOf) : [];
  const issuers = known.flatMap((it) => it ?? []);
  return known.includes(undefined) || issuers.some(isPlaceholder) ? [] : [...new Set(issuers)];
}

const texts: Readonly<Record<PrincipalMismatch, string>> = {
  issuer: "another issuer",
  "no-subject": "lacks a subject",
  slash: "the issuer ends with `/`",
  "last-slash": "the last `/` ends the issuer",
  prefix: "issuers have to be equal",
  star: "this `*` is a plain character",
};

function ofNone(
  field: Field,
  reasons: readonly (PrincipalMismatch | undefined)[],
  issuers: readonly string[],
  policy: AuthorizationPolicy,
): Finding {
  const at = Math.max(
    0,
    reasons.findIndex((it) => it !== "issuer"),
  );
  const [reason = "issuer", issuer = ""] = [reasons[at], issuers[at]];
  return {
    headline: `no validated token has the principal \`${shorten(field.text ?? "")}\``,
    primary: { span: field.span, text: texts[reason] },
    note: noteOf(field, issuers, policy),
    help: helpFor(reason, issuer, { value: field.text ?? "", issuers }),
  };
}

function helpFor(
  reason: PrincipalMismatch,
  issuer: string,
  { value, issuers }: { readonly value: string; readonly issuers: readonly string[] },
): string {
  if (reason === "no-subject") return `use \`${issuer}/*\` for every subject`;
  if (reason === "slash") return `use \`${issuer}/${value.slice(issuer.length)}\``;
  if (reason === "last-slash" && !value.endsWith("/*"))
    return "match `request.auth.claims[iss]` and `request.auth.claims[sub]` in `when`, which may contain `/`";
  const all = list(issuers.map((it) => `${it}/*`));
  return reason === "issuer" || reason === "last-slash"
    ? `use ${all}, or add the issuer to a RequestAuthentication`
    : `use ${all}`;
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
