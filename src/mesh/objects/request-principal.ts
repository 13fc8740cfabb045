/** Why no token of an issuer has a request principal. */
export type PrincipalMismatch =
  | "issuer"
  | "no-subject"
  | "slash"
  | "last-slash"
  | "prefix"
  | "star";

/**
 * Whether a value of `requestPrincipals` may be a token of an issuer; if not, why. Issuer and subject are what is before and
 * after the last `/`, and each is compared by itself: a `*` at the end is of the subject, one at the start of the issuer.
 * Source: istio `pilot/pkg/security/authz/model/generator.go` requestPrincipalGenerator (1.21.1 and later).
 */
export function principalMismatch(value: string, issuer: string): PrincipalMismatch | undefined {
  if (value === "*") return undefined;
  const at = value.lastIndexOf("/");
  const [own, subject] = at < 0 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
  if (value.startsWith("*")) {
    if (at >= 0 && !issuer.endsWith(own.slice(1))) return "issuer";
    return at >= 0 && subject === "*" ? "star" : undefined;
  }
  if (value.endsWith("*")) {
    const isOf = at < 0 ? issuer.startsWith(value.slice(0, -1)) : own === issuer;
    return isOf ? undefined : reasonOf(value, issuer);
  }
  return own === issuer && subject !== "" ? undefined : reasonOf(value, issuer);
}

function reasonOf(value: string, issuer: string): PrincipalMismatch {
  if (value === issuer || value === `${issuer}/`) return "no-subject";
  if (issuer.endsWith("/") && value.startsWith(issuer)) return "slash";
  if (value.startsWith(`${issuer}/`)) return "last-slash";
  const isStart = value.endsWith("*") && issuer.startsWith(value.slice(0, -1));
  return isStart ? "prefix" : "issuer";
}

/** Whether a value of a condition on a claim may be a text. */
export function mayBeClaim(value: string, claim: string): boolean {
  if (value.startsWith("*")) return claim.endsWith(value.slice(1));
  return value.endsWith("*") ? claim.startsWith(value.slice(0, -1)) : value === claim;
}
