import { isIpAddressOrRange } from "./ip-address.ts";

/**
 * In a label's words, what keeps a value from being one of a list of an AuthorizationPolicy; `undefined` where
 * nothing does. Source: istio `pkg/config/security/security.go` (1.31).
 */
export type ValueFault = (value: string) => string | undefined;

export const notEmpty: ValueFault = (value) => (value === "" ? "empty" : undefined);

export const portFault: ValueFault = (value) => {
  const isNumber = /^\d+$/.test(value) && Number(value) <= 65_535;
  return isNumber ? undefined : "not a port number";
};

export const serviceAccountFault: ValueFault = (value) => {
  if (value === "") return "empty";
  if (value.includes("*")) return "no wildcards here";
  if (value.length > 320) return "longer than 320 characters";
  return /^(?:[^/]+\/)?[^/]+$/.test(value) ? undefined : "not `namespace/name`";
};

/** `*`, or one `*` at the start or the end. */
export const wildcardFault: ValueFault = (value) => {
  if (value === "") return "empty";
  const stars = value.split("*").length - 1;
  if (stars > 1) return "more than one `*`";
  const inside = stars === 1 && !value.startsWith("*") && !value.endsWith("*");
  return inside ? "`*` in the middle" : undefined;
};

export const trustDomainFault: ValueFault = (value) =>
  wildcardFault(value) ?? (value.includes("/") ? "`/` in a trust domain" : undefined);

export const addressFault: ValueFault = (value) => {
  if (value === "") return "empty";
  return isIpAddressOrRange(value) ? undefined : "not an IP address or range";
};
