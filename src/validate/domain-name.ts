import { wholeFault, type TextFault } from "./text-fault.ts";

/**
 * Host names as Istio's webhook accepts them. Source: istio `pkg/config/validation/agent/validation.go` ValidateFQDN,
 * ValidateWildcardDomain, `pkg/config/labels/instance.go` (1.31).
 */

const label = "[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?";
const dnsLabel = new RegExp(`^${label}$`);
const wildcardLabel = new RegExp(`^(?:\\*|(?:\\*-?)?${label})$`);

/** A label of DNS (RFC 1123) in either case, of at most 63 characters. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && dnsLabel.test(text);
}

const plainName = new RegExp(`^(?:${label}\\.)*[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$`);

/** A short domain name without special characters, as nearly all are: valid wherever a host is allowed. */
export function isPlainName(name: string): boolean {
  return name.length <= 63 && plainName.test(name);
}

/** What keeps a text from being a fully qualified domain name; one trailing dot is fine. */
export function domainNameFault(name: string): TextFault | undefined {
  return lengthFault(name) ?? labelsFault(name, 0);
}

/** As `domainNameFault`, but the first label may be `*` or start with it. */
export function wildcardDomainFault(name: string): TextFault | undefined {
  const length = lengthFault(name);
  if (length) return length;
  const dot = name.indexOf(".");
  const first = dot < 0 ? name : name.slice(0, dot);
  if (first.length > 63 || !wildcardLabel.test(first)) return labelFault(first, 0);
  return dot < 0 ? undefined : labelsFault(name, dot + 1);
}

/** `*foo.com` and `*-a.com`: the wildcard is not a whole first label. */
export function isPartialWildcard(host: string): boolean {
  return host.includes("*") && host.length !== 1 && !host.startsWith("*.");
}

/**
 * A server name of cross-cluster gateways, `outbound_.80_._.reviews.prod.svc.cluster.local`. Source:
 * ValidateWildcardDomainForVirtualServiceBoundToGateway, same file.
 */
export function isGeneratedServerName(name: string): boolean {
  const [direction, port = "", , host = ""] = name.split("_");
  return (
    name.length <= 255 && direction === "outbound" && /[0-9]/.test(port) && /[a-zA-Z]/.test(host)
  );
}

function lengthFault(name: string): TextFault | undefined {
  if (name === "") return wholeFault(name, "empty");
  return name.length > 255 ? wholeFault(name, "longer than 255 characters") : undefined;
}

function labelsFault(name: string, start: number): TextFault | undefined {
  const labels = name.slice(start).split(".");
  const last = labels.at(-1) ?? "";
  // Go's Atoi, which takes a sign and 64 bits.
  if (/^[+-]?\d+$/.test(last) && Math.abs(Number(last)) < 2 ** 63) {
    return { from: name.length - last.length, to: name.length, label: "a numeric last label" };
  }
  let from = start;
  for (const [index, text] of labels.entries()) {
    if (index === labels.length - 1 && text === "") return undefined;
    if (!isDnsLabel(text)) return labelFault(text, from);
    from += text.length + 1;
  }
  return undefined;
}

function labelFault(text: string, from: number): TextFault {
  const at = (start: number, length: number, words: string): TextFault => ({
    from: from + start,
    to: from + start + length,
    label: words,
  });
  if (text === "") return at(0, 0, "an empty label");
  const stranger = /[^-a-zA-Z0-9*]/.exec(text);
  if (stranger) return at(stranger.index, stranger[0].length, "not allowed in host names");
  const star = text.lastIndexOf("*");
  if (star >= 0) return at(star, 1, "`*` only at the start");
  if (text.length > 63) return at(0, text.length, "a label over 63 characters");
  return at(0, text.length, "a label starts or ends with `-`");
}
