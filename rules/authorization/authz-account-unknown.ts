import type { Mesh } from "../../src/mesh/mesh.ts";
import { isKnownAccount } from "../../src/mesh/ask/service-accounts.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { absentSeverity, absentWhere, absentWords } from "../../src/rule/absent.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzAccountUnknown = defineRule({
  id: "authz-account-unknown",
  topic: "authorization",
  summary: "an AuthorizationPolicy names a service account that no pod runs as",
  severity: "warning",
  severityWhere: absentWhere.warning,
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.rules[].from[].source"] },
  evidence: [
    istioApi(
      "security/v1beta1/authorization_policy.proto",
      "Source.principals: `<TRUST_DOMAIN>/ns/<NAMESPACE>/sa/<SERVICE_ACCOUNT>` of the caller",
    ),
    istio(
      "pkg/spiffe/spiffe.go",
      "MustGenSpiffeURI: the identity is the service account of the pod",
    ),
  ],
  answers: ["KIA0106"],
  *check({ rules, action, resource }, mesh) {
    for (const field of rules.flatMap((rule) => paths.flatMap((path) => fieldsAt(rule, path)))) {
      const { namespace, account } = accountIn(field, resource) ?? {};
      if (namespace === undefined || account === undefined || isPlaceholder(field.text ?? ""))
        continue;
      if (account === "default" || isKnownAccount(account, namespace, mesh)) continue;
      const asked = { types: ["/ServiceAccount"], from: resource, mesh };
      const absence = absenceOf(account, namespace, asked);
      const isNegated =
        field.parent?.step !== "principals" && field.parent?.step !== "serviceAccounts";
      if (absence)
        yield unknown(
          field,
          account,
          { ...absence, effect: effectOf({ action, isNegated, field, rules }) },
          mesh,
        );
    }
  },
});

const paths = ["principals", "notPrincipals", "serviceAccounts", "notServiceAccounts"].map(
  (key) => `from[].source.${key}[]`,
);

interface Account {
  readonly namespace: string;
  readonly account: string;
}

/** `cluster.local/ns/prod/sa/shop`, or `prod/shop` in a list of accounts, `shop` for one next to the policy; none with a wildcard. */
function accountIn({ text = "", parent }: Field, from: Resource): Account | undefined {
  const isAccount = /serviceAccounts$/i.test(String(parent?.step));
  const pattern = isAccount
    ? /^(?:([\w-]+)\/)?([\w.-]+)$/
    : /^(?:cluster\.local|\*)\/ns\/([\w-]+)\/sa\/([\w.-]+)$/;
  const [, written, account] = pattern.exec(text) ?? [];
  const namespace = written ?? from.namespace;
  return namespace === undefined || account === undefined ? undefined : { namespace, account };
}

interface Named {
  readonly action: string;
  readonly isNegated: boolean;
  readonly field: Field;
  readonly rules: readonly Field[];
}

/** Where other callers are listed, the rest of the policy still applies to them. */
function effectOf({ action, isNegated, field, rules }: Named): string {
  const isOnly = rules.length === 1 && rules[0]?.get("from")?.items().length === 1;
  if (isNegated || action !== "ALLOW" || (isOnly && field.parent?.items().length === 1))
    return effectOfNoMatch(action, isNegated);
  return "the intended calls are not allowed, and fail with PERMISSION_DENIED (7), RBAC: access denied";
}

function unknown(
  field: Field,
  account: string,
  { effect, ...absence }: Absence & { readonly effect: string },
  mesh: Mesh,
): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `service account \`${account}\``, effect),
    primary: { span: field.span, text: "no pod runs as this" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "use the `serviceAccountName` of the callers' pods",
    ...absentSeverity(absence),
  };
}
