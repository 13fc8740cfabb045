/** What follows for calls when a value of an AuthorizationPolicy can never match. */
export function effectOfNoMatch(action: string, negated = false): string {
  if (negated) return "the exception never applies: its calls are treated like all others";
  if (action === "DENY") return "nothing is denied: the calls it should block get through";
  if (action === "CUSTOM") return "the provider is not called for the intended calls";
  if (action === "AUDIT") return "the intended calls are not audited";
  return "nothing is allowed: the intended calls fail with PERMISSION_DENIED (7), RBAC: access denied";
}
