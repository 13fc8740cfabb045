/** Label maps as Istio's webhook accepts them. Source: istio `pkg/config/labels/instance.go` Validate (1.31). */

const name = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const dnsName =
  /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)*$/;

/** `app`, `topology.kubernetes.io/zone`: a name of at most 63 characters, and a DNS name before a `/`. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf("/");
  const prefix = slash < 0 ? undefined : text.slice(0, slash);
  const rest = text.slice(slash + 1);
  if (!name.test(rest) || rest.length > 63) return false;
  return prefix === undefined || (prefix.length <= 253 && dnsName.test(prefix));
}

export function isLabelValue(text: string): boolean {
  return text === "" || name.test(text);
}
