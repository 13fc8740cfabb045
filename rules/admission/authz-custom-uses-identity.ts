import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import { sourcesOf } from "../../src/mesh/ask/authorization-sources.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

const identities = [
  "principals",
  "requestPrincipals",
  "namespaces",
  "serviceAccounts",
  "trustDomains",
] as const;

const attributes = [
  "source.principal",
  "source.namespace",
  "source.serviceAccount",
  "source.trustDomain",
  "request.auth.",
] as const;

export const authzCustomUsesIdentity = defineRule({
  id: "authz-custom-uses-identity",
  topic: "admission",
  summary: "a `CUSTOM` rule matches the identity of callers, which it cannot see",
  severity: "error",
  answers: ["IST0106"],
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.action"] },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateAuthorizationPolicy: CUSTOM with identities",
    ),
  ],
  *check(policy) {
    if (policy.action !== "CUSTOM") return;
    for (const source of sourcesOf(policy)) {
      for (const name of identities) {
        const field =
          source.get(name) ?? source.get(`not${name[0]?.toUpperCase()}${name.slice(1)}`);
        if (field) yield cannotSee(field, String(field.step), policy);
      }
    }
    for (const key of conditionKeys(policy)) {
      const attribute = key.text ?? "";
      if (attributes.some((it) => attribute.startsWith(it)))
        yield cannotSee(key, attribute, policy);
    }
  },
});

function conditionKeys({ rules }: AuthorizationPolicy): readonly Field[] {
  return rules
    .flatMap((rule) => rule.get("when")?.items() ?? [])
    .flatMap((condition) => condition.get("key") ?? []);
}

function cannotSee(field: Field, name: string, { actionField }: AuthorizationPolicy): Finding {
  return {
    headline: `\`${name}\` cannot be used with action \`CUSTOM\``,
    primary: {
      span: name === field.step ? field.keySpan : field.span,
      text: "not known yet",
    },
    ...(actionField && {
      related: [{ span: actionField.span, text: "runs before authentication" }],
    }),
    note: "Istio's webhook refuses the AuthorizationPolicy: the previous policies stay in effect",
    help: `let the provider check the caller, or use \`${name}\` in an additional \`ALLOW\` or \`DENY\` policy`,
  };
}
