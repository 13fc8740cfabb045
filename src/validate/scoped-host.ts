import { isDnsLabel, isPartialWildcard, wildcardDomainFault } from "./domain-name.ts";
import { isIpAddress } from "./ip-address.ts";
import { wholeFault, type TextFault } from "./text-fault.ts";

export type ScopedHostPlace = "Gateway" | "Sidecar";

/**
 * What keeps a text from being `namespace/host`; a Gateway takes the host alone too. Source: istio
 * `pkg/config/validation/agent/validation.go` ValidateNamespaceSlashWildcardHostname (1.31).
 */
export function scopedHostFault(text: string, place: ScopedHostPlace): TextFault | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) {
    return place === "Gateway" ? hostFault(text, 0, place) : wholeFault(text, "no namespace");
  }
  const namespace = text.slice(0, slash);
  if (!isNamespace(namespace, place)) {
    return { from: 0, to: slash, label: slash === 0 ? "no namespace" : "not a namespace" };
  }
  return hostFault(text.slice(slash + 1), slash + 1, place);
}

function isNamespace(text: string, place: ScopedHostPlace): boolean {
  // A Sidecar leaves out what follows a `~`.
  const excluded = place === "Sidecar" && /^~./.test(text);
  const name = excluded ? text.slice(1) : text;
  if (place === "Sidecar" && name === "~") return true;
  return name === "*" || name === "." || isDnsLabel(name);
}

function hostFault(host: string, from: number, place: ScopedHostPlace): TextFault | undefined {
  const whole = (label: string): TextFault => ({ from, to: from + host.length, label });
  if (host === "*") return undefined;
  const fault = wildcardDomainFault(host);
  if (place === "Gateway" && isIpAddress(host)) {
    // IPv6 has no dot, and counts as a short name.
    return host.includes(".") ? undefined : whole("IPv6 is not allowed here");
  }
  if (fault) return { ...fault, from: fault.from + from, to: fault.to + from };
  if (!host.includes(".")) return whole("a short name, without its domain");
  return isPartialWildcard(host) ? whole("`*` must be a whole label") : undefined;
}
