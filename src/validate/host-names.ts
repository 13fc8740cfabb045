/** Which hosts match each other. Source: istio `pkg/config/host/name.go` Matches, SubsetOf (1.31). */

/** Whether some name is meant by both, `*.foo.com` and `a.foo.com`. */
export function hostsMeet(one: string, other: string): boolean {
  if (isWild(one) && isWild(other)) {
    const [short, long] = one.length < other.length ? [one, other] : [other, one];
    return long.slice(1).endsWith(short.slice(1));
  }
  if (isWild(one)) return other.endsWith(one.slice(1));
  return isWild(other) ? one.endsWith(other.slice(1)) : one === other;
}

/** Whether every name that `host` means is meant by `outer` too. */
export function isWithin(host: string, outer: string): boolean {
  if (!isWild(outer)) return host === outer;
  if (!isWild(host)) return host.endsWith(outer.slice(1));
  return host.length >= outer.length && host.slice(1).endsWith(outer.slice(1));
}

function isWild(host: string): boolean {
  return host.startsWith("*");
}
