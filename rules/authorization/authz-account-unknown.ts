import type { Mesh } from "../../src/mesh/mesh.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import { absentSeverity, absentWhere, absentWords } from "../../src/rule/absent.ts";
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
    istio("pkg/spiffe/spiffe.go", "GenSpiffeURI: the identity is the service account of the pod"),
  ],
  answers: ["KIA0106"],
  *check({ rules, action, resource }, mesh) {
    for (const field of rules.flatMap((rule) => paths.flatMap((path) => fieldsAt(rule, path)))) {
      const { namespace, account } = accountIn(field) ?? {};
      if (namespace === undefined || account === undefined || isPlaceholder(field.text ?? ""))
        continue;
      if (account === "default" || inUse(mesh).has(`${namespace}/${account}`)) continue;
      const asked = { types: ["/ServiceAccount"], from: resource, mesh };
      const absence = absenceOf(account, namespace, asked);
      const isNegated =
        field.parent?.step !== "principals" && field.parent?.step !== "serviceAccounts";
      if (absence)
        yield unknown(
          field,
          account,
          { ...absence, effect: effectOfNoMatch(action, isNegated) },
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

/** `cluster.local/ns/prod/sa/shop`, or `prod/shop` in a list of accounts; none with a wildcard. */
function accountIn({ text = "", parent }: Field): Account | undefined {
  const isAccount = /serviceAccounts$/i.test(String(parent?.step));
  const pattern = isAccount
    ? /^([\w-]+)\/([\w.-]+)$/
    : /^(?:cluster\.local|\*)\/ns\/([\w-]+)\/sa\/([\w.-]+)$/;
  const [, namespace, account] = pattern.exec(text) ?? [];
  return namespace === undefined || account === undefined ? undefined : { namespace, account };
}

/** Accounts that there are, and those that pods run as. */
const inUse = oncePerMesh((mesh): ReadonlySet<string> => {
  const objects = mesh.ofType("/ServiceAccount").map((it) => `${it.namespace ?? ""}/${it.name}`);
  const ofPods = mesh.all.workload().flatMap(({ resource, podSpec }) => {
    const name = podSpec?.get("serviceAccountName")?.text ?? podSpec?.get("serviceAccount")?.text;
    return name === undefined ? [] : [`${resource.namespace ?? ""}/${name}`];
  });
  return new Set([...objects, ...ofPods]);
});

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
