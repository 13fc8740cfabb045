import type { Field } from "../../yaml/field.ts";
import { gather } from "../../collections/gather.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";

/** The `source` entries under `rules[].from[]`. */
export function sourcesOf(policy: AuthorizationPolicy): readonly Field[] {
  const from = gather(policy.rules, (rule) => rule.get("from")?.items() ?? []);
  return gather(from, (item) => item.pick(["source"]));
}

/** The values of conditions in `rules[].when[]` on an attribute such as `source.principal`. */
export function conditionValues(policy: AuthorizationPolicy, key: string): readonly Field[] {
  return gather(policy.rules, (rule) => rule.get("when")?.items() ?? [])
    .filter((condition) => condition.get("key")?.text === key)
    .flatMap((condition) => ["values", "notValues"].map((list) => condition.get(list)))
    .flatMap((list) => list?.items() ?? []);
}
