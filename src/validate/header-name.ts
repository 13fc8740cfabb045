/** Header names as Istio's webhook accepts them in each field. Source: istio `pkg/config/validation` (1.31). */

const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const pseudo: ReadonlySet<string> = new Set([
  ":method",
  ":scheme",
  ":authority",
  ":path",
  ":status",
]);

/** A place of header names: to match, to let CORS through, to add or set in a request, any other change. */
export type HeaderPlace = "match" | "cors" | "set-request" | "change";

/** In a label's words, what is wrong with the name; `undefined` where nothing is. */
export function headerNameFault(name: string, place: HeaderPlace): string | undefined {
  if (name === "") return "an empty name";
  if (place === "match") {
    return isClaim(name) || pseudo.has(name) || token.test(name) ? undefined : notToken;
  }
  if (place === "cors") return name === "*" || token.test(name) ? undefined : notToken;
  if (isAuthority(name) && place === "set-request") return undefined;
  if (/^host$/i.test(name)) return "`Host` cannot be changed here";
  return name.startsWith(":") ? "a pseudo-header" : undefined;
}

const notToken = "not a header name";

/** `:authority` and `host` are one header. */
export function isAuthority(name: string): boolean {
  return /^(?::authority|host)$/i.test(name);
}

/** `@request.auth.claims.group` or `@request.auth.claims[group]`: a claim of a token, not a header. */
export function isClaim(name: string): boolean {
  return /^@request\.auth\.claims(?:\..+|\[.+\])$/is.test(name);
}
