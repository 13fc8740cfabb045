import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "security.istio.io/AuthorizationPolicy": ["spec.rules[].from[].source"] };

export const serviceAccountsWithPrincipals = defineRule({
  id: "service-accounts-with-principals",
  topic: "admission",
  summary: "a source combines service accounts with principals or namespaces",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "Source: Cannot set serviceAccounts with namespaces or principals",
    ),
  ],
  *check(resource) {
    for (const source of placesOf(resource, places)) {
      const accounts = source.get("serviceAccounts") ?? source.get("notServiceAccounts");
      const [other] = source.pick(others);
      if (accounts && other) yield together(accounts, other);
    }
  },
});

const others = ["principals", "notPrincipals", "namespaces", "notNamespaces"] as const;

function together(accounts: Field, other: Field): Finding {
  return refusal({
    headline: `\`${accounts.key.value}\` and \`${other.key.value}\` are mutually exclusive in a source`,
    primary: { span: other.keySpan, text: "also names the caller" },
    related: [{ span: accounts.keySpan, text: "names the caller" }],
    help: "put the namespace in the account, as `namespace/account`, or add a second source",
  });
}
