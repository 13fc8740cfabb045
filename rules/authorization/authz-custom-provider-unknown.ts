import { unknownProvider, type UnknownProvider } from "../../src/mesh/ask/extension-providers.ts";
import { isDryRun } from "../../src/mesh/objects/policies.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzCustomProviderUnknown = defineRule({
  id: "authz-custom-provider-unknown",
  topic: "authorization",
  summary: "a CUSTOM policy uses an extension provider that the mesh configuration does not define",
  severity: "warning",
  severityWhere: { info: "another mesh configuration may define it" },
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.provider"] },
  evidence: [
    istio(
      "pilot/pkg/security/authz/builder/extauthz.go",
      "processExtensionProvider; a provider that is not found denies what the policy matches",
    ),
  ],
  *check(policy, mesh) {
    const provider = policy.resource.spec?.at("provider", "name");
    if (!provider || policy.action !== "CUSTOM" || isDryRun(policy)) return;
    const found = unknownProvider(provider, mesh);
    if (found) yield unknown(provider, found);
  },
});

function unknown(provider: Field, { similar, known, place, isLikely }: UnknownProvider): Finding {
  const name = provider.text ?? "";
  const [first] = known;
  const add = `add \`${name}\` to \`extensionProviders\``;
  const other = similar ?? first?.value;
  return {
    headline: `the mesh configuration has no extension provider \`${name}\``,
    primary: { span: provider.span, text: "no such provider" },
    related: [{ span: first?.span ?? place.keySpan, text: "the defined providers" }],
    note: "Istio denies everything that the policy matches: PERMISSION_DENIED (7)",
    help: other === undefined ? add : `use \`${other}\`, or ${add}`,
    // Another mesh configuration than the one in the inputs may have it.
    ...(!isLikely && { severity: "info" as const }),
  };
}
