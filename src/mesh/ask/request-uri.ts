/**
 * The lowercase scheme of an absolute URI, or "" for an absolute path; `undefined` where Go's
 * `url.ParseRequestURI`, and with it `url()` of Kubernetes' CEL, refuses the text.
 * Source: Go 1.24 `net/url/url.go`.
 */
export function requestUriScheme(text: string): string | undefined {
  if (text === "" || /[^ -~\u0080-\uFFFF]/.test(text)) return undefined;
  if (text === "*") return "";
  if (text.startsWith(":")) return undefined;
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(text)?.[1];
  const [rest = ""] = text.slice(scheme === undefined ? 0 : scheme.length + 1).split("?");
  // An opaque URI, such as `oci:image`, is not looked at any further.
  if (!rest.startsWith("/")) return scheme?.toLowerCase();
  const hasAuthority = scheme !== undefined && rest.startsWith("//");
  const pathStart = hasAuthority ? rest.indexOf("/", 2) : 0;
  const path = pathStart < 0 ? "" : rest.slice(pathStart);
  const authority = hasAuthority ? rest.slice(2, pathStart < 0 ? undefined : pathStart) : "";
  if (!hasWholeEscapes(path) || !isAuthority(authority)) return undefined;
  return scheme?.toLowerCase() ?? "";
}

function hasWholeEscapes(text: string): boolean {
  return !/%(?![\da-f]{2})/i.test(text);
}

function isAuthority(text: string): boolean {
  const at = text.lastIndexOf("@");
  const user = at < 0 ? "" : text.slice(0, at);
  if (!/^[\w.~:!$&'()*+,;=%@-]*$/.test(user) || !hasWholeEscapes(user)) return false;
  return isHost(text.slice(at + 1));
}

function isHost(text: string): boolean {
  const [, literal, after = ""] = /^\[([^\]]*)\](.*)$/s.exec(text) ?? [];
  if (literal !== undefined) return /^[\da-f:.]+(?:%25.+)?$/i.test(literal) && isPort(after);
  const colon = text.lastIndexOf(":");
  if (colon >= 0 && !isPort(text.slice(colon))) return false;
  return /^(?:[\w.~!$&'()*+,;=:<>"\u0080-\uFFFF-]|%[89a-f][\da-f])*$/i.test(text);
}

function isPort(text: string): boolean {
  return text === "" || /^:\d*$/.test(text);
}
