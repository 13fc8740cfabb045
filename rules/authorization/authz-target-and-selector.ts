import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const authzTargetAndSelector = defineRule({
  id: "authz-target-and-selector",
  topic: "authorization",
  summary: "a policy that selects pods and names targets as well",
  severity: "error",
  reads: "authorizationPolicy",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "AuthorizationPolicy: one of targetRefs or selector",
    ),
    istio("pkg/config/validation/validation.go", "validateOneOfSelectorType"),
  ],
  *check({ resource }) {
    const places = ["targetRefs", "targetRef", "selector"] as const;
    const [first, second] = places.flatMap((key) => resource.spec?.get(key) ?? []);
    if (first && second) yield exclusive(first, second);
  },
});

function exclusive(target: Field, other: Field): Finding {
  const keys = [target, other].map(({ step }) => `\`${String(step)}\``).join(" and ");
  return {
    headline: `${keys} exclude each other`,
    primary: { span: target.keySpan, text: "where to enforce it" },
    related: [{ span: other.keySpan, text: "where to enforce it" }],
    note: "the API server refuses the AuthorizationPolicy: the policies in force before it stay",
    help: "keep `selector` for pods with a sidecar, `targetRefs` for gateways and waypoints",
  };
}
