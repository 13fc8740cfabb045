/** What follows for calls when a value of an AuthorizationPolicy can never match. */
export function effectOfNoMatch(action: string, negated = false): string {
  if (negated)
    return "the exception never holds: the calls that it means are treated like all others";
  if (action === "DENY") return "it denies nothing: the calls that it means get through";
  if (action === "CUSTOM") return "the provider is not asked about the calls that it means";
  if (action === "AUDIT") return "the calls that it means are not audited";
  return "it allows nothing: the calls that it means end with PERMISSION_DENIED (7), RBAC: access denied";
}
