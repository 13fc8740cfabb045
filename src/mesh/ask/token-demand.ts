import type { Field } from "../../yaml/field.ts";
import { authorizationMatches } from "./authorization-match.ts";
import { isDryRun, type AuthorizationPolicy } from "../objects/policies.ts";

const preflight = "OPTIONS";

/** Where a policy refuses an `OPTIONS` request because it has no token; `undefined` where it lets it pass, or may. */
export function tokenDemandOnPreflight(policy: AuthorizationPolicy): Field | undefined {
  if (isDryRun(policy)) return undefined;
  if (policy.action === "DENY") return firstOf(policy.rules, demandOfDeny);
  if (policy.action !== "ALLOW" || policy.rules.length === 0) return undefined;
  const demands = policy.rules.map(demandOfAllow);
  return demands.includes(undefined) ? undefined : demands[0];
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item) => Field | undefined,
): Field | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

/** `notRequestPrincipals: ["*"]`: everything without a token is denied, if nothing else narrows the rule. */
function demandOfDeny(rule: Field): Field | undefined {
  const operations = rule.get("to")?.items() ?? [];
  const isForAll = operations.length === 0 || operations.some(takesPreflight);
  if (rule.get("when") !== undefined || !isForAll) return undefined;
  return firstOf(rule.get("from")?.items() ?? [], (from) => {
    const source = from.get("source");
    const list = source?.get("notRequestPrincipals");
    const isAny = list?.strings().some(({ value }) => value === "*") === true;
    return isAny && source?.keys.length === 1 ? list : undefined;
  });
}

/** A rule that allows no request without a token. */
function demandOfAllow(rule: Field): Field | undefined {
  const sources = rule.get("from")?.items() ?? [];
  const principals = sources.map((from) => from.at("source", "requestPrincipals"));
  if (principals.length > 0 && !principals.includes(undefined)) return principals[0];
  return firstOf(rule.get("when")?.items() ?? [], (condition) =>
    condition.get("key")?.text?.startsWith("request.auth.") === true && condition.get("values")
      ? condition.get("key")
      : undefined,
  );
}

function takesPreflight(to: Field): boolean {
  const operation = to.get("operation");
  const listed = operation?.get("methods")?.strings() ?? [];
  const left = operation?.get("notMethods")?.strings() ?? [];
  return (listed.length === 0 || listed.some(isPreflightToo)) && !left.some(isPreflightToo);
}

function isPreflightToo({ value }: { readonly value: string }): boolean {
  return authorizationMatches(value, preflight);
}
