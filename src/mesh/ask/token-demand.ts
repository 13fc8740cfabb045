import type { Field } from "../../yaml/field.ts";
import { isDryRun, type AuthorizationPolicy } from "../objects/policies.ts";
import { isForRequest, type WebRequest } from "./preflights.ts";

/**
 * Where a policy refuses the preflight of a request because it has no token; `undefined` where it lets it pass, or may,
 * and where the request itself has nothing to do with the demand.
 */
export function tokenDemandOnPreflight(
  policy: AuthorizationPolicy,
  request: WebRequest,
): Field | undefined {
  if (isDryRun(policy)) return undefined;
  if (policy.action === "DENY")
    return firstOf(policy.rules, (rule) =>
      isForRequest(rule, request, "OPTIONS") ? demandOfDeny(rule) : undefined,
    );
  if (policy.action !== "ALLOW" || mayAllowWithoutToken(policy)) return undefined;
  return firstOf(policy.rules, (rule) =>
    isForRequest(rule, request, "POST") ? demandOfAllow(rule) : undefined,
  );
}

/** Whether some rule demands a token, of whatever requests. */
export function demandsToken({ action, rules }: AuthorizationPolicy): boolean {
  const demandOf = action === "DENY" ? demandOfDeny : demandOfAllow;
  return rules.some((rule) => demandOf(rule) !== undefined);
}

/**
 * Where an ALLOW policy demands a token; `undefined` where a rule allows the same callers without one. Rules for paths or methods
 * of their own, as those of health checks are, allow nothing else.
 */
export function tokenDemandOf(policy: AuthorizationPolicy): Field | undefined {
  if (policy.action !== "ALLOW") return undefined;
  const open = policy.rules.filter((rule) => demandOfAllow(rule) === undefined);
  return open.every(isForPathsAlone) ? firstOf(policy.rules, demandOfAllow) : undefined;
}

/** Paths that an ALLOW policy allows without a token, as it writes them. */
export function pathsWithoutToken({ rules }: AuthorizationPolicy): readonly string[] {
  return rules
    .filter((rule) => demandOfAllow(rule) === undefined && isForPathsAlone(rule))
    .flatMap((rule) => rule.get("to")?.items() ?? [])
    .flatMap((it) => it.at("operation", "paths")?.strings() ?? [])
    .map(({ value }) => value);
}

function isForPathsAlone(rule: Field): boolean {
  const operations = (rule.get("to")?.items() ?? []).map((it) => it.get("operation"));
  return (
    rule.get("from") === undefined &&
    rule.get("when") === undefined &&
    operations.length > 0 &&
    operations.every((it) => isSome(it?.get("paths")) || isSome(it?.get("methods")))
  );
}

/** A list of some of all there are; every RPC is a POST. */
function isSome(list: Field | undefined): boolean {
  const values = list?.strings() ?? [];
  return values.length > 0 && values.every(({ value }) => !/^(?:\/?\*|POST)$/.test(value));
}

/** Whether some rule of an ALLOW policy asks for no token; one without rules allows nothing. */
export function mayAllowWithoutToken({ rules }: AuthorizationPolicy): boolean {
  return rules.some((rule) => demandOfAllow(rule) === undefined);
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
  if (rule.get("when") !== undefined) return undefined;
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
  const principals = sources
    .map((from) => from.at("source", "requestPrincipals"))
    .map((it) => (it && it.items().length > 0 ? it : undefined));
  if (principals.length > 0 && !principals.includes(undefined)) return principals[0];
  return firstOf(rule.get("when")?.items() ?? [], (condition) =>
    condition.get("key")?.text?.startsWith("request.auth.") === true && condition.get("values")
      ? condition.get("key")
      : undefined,
  );
}
