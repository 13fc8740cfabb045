import type { Field } from "../../yaml/field.ts";

const operationFields = ["paths", "methods", "hosts", "notPaths", "notMethods", "notHosts"];
const sourceFields = ["requestPrincipals", "notRequestPrincipals"];
const attribute = /^request\.(?:headers\[|auth\.)/;

/**
 * The first field of an AuthorizationPolicy's rule that only HTTP requests have; for a condition its `key`.
 * Source: istio `pilot/pkg/security/authz/model/model.go` New, generator.go: TCP refuses these (1.31).
 */
export function httpFieldOf(rule: Field): Field | undefined {
  const inside = (list: string, entry: string, names: readonly string[]): readonly Field[] =>
    (rule.get(list)?.items() ?? []).flatMap((item) => item.get(entry)?.pick(names) ?? []);
  const keys = (rule.get("when")?.items() ?? []).flatMap((condition) => condition.get("key") ?? []);
  return (
    inside("to", "operation", operationFields)[0] ??
    inside("from", "source", sourceFields)[0] ??
    keys.find(({ text }) => attribute.test(text ?? ""))
  );
}
