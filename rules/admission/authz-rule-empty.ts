import type { AuthorizationPolicy } from "../../src/mesh/objects/policies.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzRuleEmpty = defineRule({
  id: "authz-rule-empty",
  topic: "admission",
  summary: "a policy without rules, or a rule with an empty `from` or `to`",
  severity: "error",
  answers: ["IST0106"],
  reads: "authorizationPolicy",
  evidence: [
    istio("pkg/config/validation/validation.go", "ValidateAuthorizationPolicy: must not be empty"),
    istio("pkg/config/validation/validation.go", "action without `rules` is meaningless"),
  ],
  *check(policy) {
    const { resource, action, actionField, rules } = policy;
    const written = resource.spec?.get("rules");
    if (actionField && rules.length === 0 && /^(?:DENY|CUSTOM)$/.test(action) && !written) {
      yield withoutRules(policy, actionField);
    }
    for (const rule of rules) {
      yield* emptyParts(policy, rule, "from", "source");
      yield* emptyParts(policy, rule, "to", "operation");
    }
  },
});

function* emptyParts(
  policy: AuthorizationPolicy,
  rule: Field,
  key: string,
  inner: string,
): Iterable<Finding> {
  const parts = rule.get(key);
  if (parts?.isList !== true) return;
  if (parts.items().length === 0) yield empty(policy, parts, key);
  for (const part of parts.items()) {
    const field = part.get(inner);
    if (part.isMap && !field) yield empty(policy, part, inner);
    else if (field?.isMap === true && field.fields().every(isUnset)) {
      yield empty(policy, field, inner);
    }
  }
}

function isUnset(field: Field): boolean {
  return field.isList && field.items().length === 0;
}

function withoutRules({ resource, action }: AuthorizationPolicy, actionField: Field): Finding {
  return webhookRefusal(resource, {
    headline: `a \`${action}\` policy without \`rules\` never matches`,
    primary: { span: actionField.span, text: "no `rules`" },
    help: "add `rules: [{}]` to match every call, or the intended rules",
  });
}

function empty({ resource }: AuthorizationPolicy, field: Field, what: string): Finding {
  return webhookRefusal(resource, {
    headline: `\`${what}\` is empty here`,
    primary: { span: tokenSpan(field), text: "nothing to match" },
    help:
      what === "from" || what === "source"
        ? "specify callers, such as `principals`, or remove `from` to match every caller"
        : "specify operations, such as `paths`, or remove `to` to match every call",
  });
}
