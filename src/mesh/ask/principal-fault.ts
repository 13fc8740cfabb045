/** Why a principal of an AuthorizationPolicy equals that of no workload. */
export interface PrincipalFault {
  readonly reason: string;
  /** Otherwise a certificate that another authority made may carry it. */
  readonly certain: boolean;
  /** The principal that is surely meant. */
  readonly meant: string | undefined;
}

/**
 * Certificates of the mesh carry `<trust domain>/ns/<namespace>/sa/<service account>`; one `*` at the start or the end of a
 * pattern stands for the rest. Source: istio `pkg/spiffe/spiffe.go` Identity.String,
 * `pilot/pkg/security/authz/matcher/string.go` StringMatcherWithPrefix (1.31).
 */
export function principalFault(pattern: string, trustDomain: string): PrincipalFault | undefined {
  const account = /^system:serviceaccount:([^:/*]+):([^:/*]+)$/.exec(pattern);
  const meant = identity(trustDomain, account?.[1], account?.[2]);
  if (pattern.includes(":")) return { reason: "not a SPIFFE identity", certain: true, meant };
  const literal = pattern.startsWith("*") ? pattern.slice(1) : pattern.slice(0, -1);
  if (literal.includes("*")) {
    return { reason: "this `*` is literal", certain: true, meant: undefined };
  }
  if (isPossible(pattern)) return undefined;
  const pair = /^([^/*]+)\/([^/*]+)$/.exec(pattern);
  const reason = "not `<domain>/ns/<namespace>/sa/<account>`";
  return { reason, certain: false, meant: identity(trustDomain, pair?.[1], pair?.[2]) };
}

function identity(
  trustDomain: string,
  namespace: string | undefined,
  account: string | undefined,
): string | undefined {
  return namespace === undefined || account === undefined
    ? undefined
    : `${trustDomain}/ns/${namespace}/sa/${account}`;
}

/** What stands between the parts that differ; forwards, and read from the end. */
const forwards = [undefined, "ns", undefined, "sa", undefined];
const backwards = forwards.toReversed();

function isPossible(pattern: string): boolean {
  if (pattern.startsWith("*")) {
    const parts = pattern.slice(1).split("/").toReversed();
    return fits(parts, backwards, (fixed, part) => fixed.endsWith(part));
  }
  const parts = pattern.replace("*", "").split("/");
  if (pattern.endsWith("*")) return fits(parts, forwards, (fixed, part) => fixed.startsWith(part));
  const isFull = parts.length === forwards.length && parts.every((part) => part !== "");
  return isFull && fits(parts, forwards, (fixed, part) => fixed === part);
}

/** Whether parts agree with what is fixed; the last of them may be cut off by the `*`. */
function fits(
  parts: readonly string[],
  fixed: readonly (string | undefined)[],
  agrees: (fixed: string, part: string) => boolean,
): boolean {
  return (
    parts.length <= fixed.length &&
    parts.every((part, place) => {
      const wanted = fixed[place];
      if (wanted === undefined) return true;
      return place === parts.length - 1 ? agrees(wanted, part) : wanted === part;
    })
  );
}
