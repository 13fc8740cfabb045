import { withoutOuter } from "../text/trim.ts";

/**
 * Names as the API server accepts them. Each function returns the fault of a name as label text. Source:
 * kubernetes `staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go` (1.36).
 */
export type NameFault = (name: string) => string | undefined;

interface Form {
  readonly pattern: RegExp;
  readonly stranger: RegExp;
  readonly most: number;
}

const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const labelForm: Form = { pattern: new RegExp(`^${label}$`), stranger: /[^-a-z0-9]/, most: 63 };
const subdomainForm: Form = {
  pattern: new RegExp(`^${label}(?:\\.${label})*$`),
  stranger: /[^-.a-z0-9]/,
  most: 253,
};

/** IsDNS1123Label: one label in lower case. */
export const labelNameFault: NameFault = (name) => faultOf(name, labelForm);

/** IsDNS1123Subdomain: labels in lower case, separated by dots. */
export const subdomainFault: NameFault = (name) => faultOf(name, subdomainForm);

function faultOf(name: string, { pattern, stranger, most }: Form): string | undefined {
  if (name === "") return "empty";
  if (name.length > most) return `longer than ${most} characters`;
  if (pattern.test(name)) return undefined;
  return strangerIn(name, stranger) ?? "misplaced `-` or `.`";
}

function strangerIn(name: string, stranger: RegExp): string | undefined {
  const found = stranger.exec(name)?.[0];
  if (found === undefined) return undefined;
  return /[A-Z]/.test(found) ? "upper case" : `\`${found}\` is not allowed`;
}

/** IsWildcardDNS1123Subdomain where there is a `*`: it must be the whole first label. */
export const wildcardSubdomainFault: NameFault = (name) => {
  if (!name.includes("*")) return subdomainFault(name);
  if (!name.startsWith("*.")) return "`*` is not the first label";
  return name.length > 253 ? "longer than 253 characters" : subdomainFault(name.slice(2));
};

/** IsValidPortName: the name of a container port, as targets and probes use it. */
export const portNameFault: NameFault = (name) => {
  if (name === "") return "empty";
  if (name.length > 15) return "longer than 15 characters";
  const stranger = strangerIn(name, /[^-a-z0-9]/);
  if (stranger !== undefined) return stranger;
  if (!/[a-z]/.test(name)) return "no letter";
  if (name.includes("--")) return "two hyphens in a row";
  return /^-|-$/.test(name) ? "starts or ends with `-`" : undefined;
};

/** IsConfigMapKey. */
export const configKeyFault: NameFault = (key) => {
  if (key === "") return "empty";
  if (key.length > 253) return "longer than 253 characters";
  const stranger = /[^-._a-zA-Z0-9]/.exec(key)?.[0];
  if (stranger !== undefined) return `\`${stranger}\` is not allowed`;
  return key === "." || key.startsWith("..") ? "a folder name" : undefined;
};

/** The nearest name of lower-case letters, digits and `-`; `undefined` where no letter is left. */
export function nearestName(name: string, most: number): string | undefined {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const near = withoutOuter(withoutOuter(plain, "-").slice(0, most), "-");
  return /[a-z]/.test(near) ? near : undefined;
}
