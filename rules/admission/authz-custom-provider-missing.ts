import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzCustomProviderMissing = defineRule({
  id: "authz-custom-provider-missing",
  topic: "admission",
  summary: "action `CUSTOM` without a provider, or a provider without `CUSTOM`",
  severity: "error",
  answers: ["IST0106"],
  reads: "authorizationPolicy",
  fields: { "security.istio.io/AuthorizationPolicy": ["spec.action", "spec.provider"] },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateAuthorizationPolicy: provider.name, CUSTOM",
    ),
  ],
  *check({ resource, action, actionField }) {
    const provider = resource.spec?.get("provider");
    const name = provider?.get("name")?.text ?? "";
    if (action === "CUSTOM" && actionField && name === "") yield missing(actionField, provider);
    if (action !== "CUSTOM" && provider) yield unused(provider, action, actionField);
  },
});

const note =
  "Istio's webhook refuses the AuthorizationPolicy: the previous policies stay in effect";

function missing(action: Field, provider: Field | undefined): Finding {
  return {
    headline: "action `CUSTOM` needs a `provider.name`",
    primary: { span: action.span, text: "needs a provider" },
    ...(provider && { related: [{ span: provider.keySpan, text: "has no `name`" }] }),
    note,
    help: "set `provider.name` to one of `extensionProviders` in the mesh configuration",
  };
}

function unused(provider: Field, action: string, actionField: Field | undefined): Finding {
  return {
    headline: `\`provider\` is only for action \`CUSTOM\`, not for \`${action}\``,
    primary: { span: provider.keySpan, text: "for `CUSTOM` only" },
    ...(actionField && { related: [{ span: actionField.span, text: "the action" }] }),
    note,
    help: "use `action: CUSTOM`, or remove `provider`",
  };
}
