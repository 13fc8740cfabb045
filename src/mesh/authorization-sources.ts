import type { Field } from "../yaml/field.ts";
import type { AuthorizationPolicy } from "./policies.ts";

/** The `source` entries under `rules[].from[]`. */
export function sourcesOf(policy: AuthorizationPolicy): readonly Field[] {
  return policy.rules
    .flatMap((rule) => rule.get("from")?.items() ?? [])
    .flatMap((from) => from.get("source") ?? []);
}

/** The values of conditions in `rules[].when[]` on an attribute such as `source.principal`. */
export function conditionValues(policy: AuthorizationPolicy, key: string): readonly Field[] {
  return policy.rules
    .flatMap((rule) => rule.get("when")?.items() ?? [])
    .filter((condition) => condition.get("key")?.text === key)
    .flatMap((condition) => ["values", "notValues"].map((list) => condition.get(list)))
    .flatMap((list) => list?.items() ?? []);
}
