/**
 * Addresses as Go's `net/netip` reads them. Source: istio `pkg/config/validation/agent/validation.go`
 * ValidateIPAddress, ValidateIPSubnet (1.31).
 */

export function isIpAddress(text: string): boolean {
  const [address, zone] = splitOnce(text, "%");
  if (zone !== undefined) return zone !== "" && isIpv6(address);
  return isIpv4(text) || isIpv6(text);
}

/** An address, or a range such as `10.0.0.0/8`. */
export function isIpAddressOrRange(text: string): boolean {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return isIpAddress(text);
  const address = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(bits)) return false;
  if (isIpv4(address)) return Number(bits) <= 32;
  return isIpv6(address) && Number(bits) <= 128;
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && +part < 256)
  );
}

function isIpv6(text: string): boolean {
  const [head = "", tail, more] = text.split("::");
  if (more !== undefined) return false;
  if (tail === undefined) return groupCount(head) === 8;
  const before = head === "" ? 0 : groupCount(head);
  const after = tail === "" ? 0 : groupCount(tail);
  return before !== undefined && after !== undefined && !head.includes(".") && before + after < 8;
}

/** How many groups of 16 bits a part without `::` has; `undefined` where one is none. */
function groupCount(text: string): number | undefined {
  const groups = text.split(":");
  const last = groups.at(-1) ?? "";
  const embedded = last.includes(".");
  const hex = embedded ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  if (embedded && !isIpv4(last)) return undefined;
  return hex.length + (embedded ? 2 : 0);
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
