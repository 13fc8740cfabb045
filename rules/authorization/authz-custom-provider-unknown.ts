import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { isDryRun } from "../../src/mesh/objects/policies.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const authzCustomProviderUnknown = defineRule({
  id: "authz-custom-provider-unknown",
  topic: "authorization",
  summary: "a CUSTOM policy names an extension provider that the mesh configuration does not have",
  severity: "warning",
  reads: "authorizationPolicy",
  at: { "security.istio.io/AuthorizationPolicy": ["spec.provider"] },
  evidence: [
    istio(
      "pilot/pkg/security/authz/builder/extauthz.go",
      "processExtensionProvider; a provider that is not found denies what the policy matches",
    ),
  ],
  *check(policy, mesh) {
    const provider = policy.resource.spec?.at("provider", "name");
    const name = provider?.text ?? "";
    const known = (mesh.config().written?.get("extensionProviders")?.items() ?? []).flatMap(
      (it) => it.get("name")?.string() ?? [],
    );
    const isOpen = known.some(({ value }) => value === name || isPlaceholder(value));
    if (!provider || policy.action !== "CUSTOM" || isDryRun(policy) || isPlaceholder(name)) return;
    if (known.length === 0 || name === "" || isOpen) return;
    const meant = similarName(
      name,
      known.map(({ value }) => value),
    );
    // Another mesh configuration than the one in the inputs may have it.
    if (meant !== undefined || holdsNamespace(mesh.config().rootNamespace, mesh))
      yield unknown(provider, meant, known);
  },
});

function unknown(
  provider: Field,
  meant: string | undefined,
  known: readonly Located<string>[],
): Finding {
  const name = provider.text ?? "";
  const [first] = known;
  return {
    headline: `the mesh configuration has no extension provider \`${name}\``,
    primary: { span: provider.span, text: "no such provider" },
    related: first ? [{ span: first.span, text: "providers are defined here" }] : [],
    note: "Istio denies everything that the policy matches: PERMISSION_DENIED (7)",
    help: `use \`${meant ?? first?.value ?? ""}\`, or add \`${name}\` to \`extensionProviders\``,
  };
}
