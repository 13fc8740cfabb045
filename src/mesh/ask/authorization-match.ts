/**
 * Whether a value of an AuthorizationPolicy matches: exactly, `*` for anything, or one `*` at the start or the
 * end. Source: istio `pilot/pkg/security/authz/matcher/string.go` StringMatcher (1.31).
 */
export function authorizationMatches(pattern: string, value: string): boolean {
  if (pattern === "*") return value !== "";
  if (pattern.startsWith("*")) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith("*")) return value.startsWith(pattern.slice(0, -1));
  return pattern === value;
}
