import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import { domainNameFault, isGeneratedServerName, wildcardDomainFault } from "./domain-name.ts";
import { isIpAddress } from "./ip-address.ts";
import { wholeFault, type TextFault } from "./text-fault.ts";

/** What a field accepts as host, besides a plain domain name. */
interface HostForm {
  readonly wildcard?: boolean;
  /** Every host at once, `*`. */
  readonly any?: boolean;
  readonly address?: boolean;
  readonly generated?: boolean;
}

/** What keeps a text from being a host of this form. */
export function hostFault(host: string, form: HostForm): TextFault | undefined {
  if (form.address === true && isIpAddress(host)) return undefined;
  if (form.generated === true && isGeneratedServerName(host)) return undefined;
  if (form.any !== true && host === "*") return wholeFault(host, "no host");
  return form.wildcard === true ? wildcardDomainFault(host) : domainNameFault(host);
}

/** What a field holds the host of. */
export type HostUse =
  | "served"
  | "server-name"
  | "ruled"
  | "entry"
  | "destination"
  | "tunnel"
  | "proxy";

const uses: Readonly<Record<Exclude<HostUse, "served" | "server-name">, HostForm>> = {
  ruled: { wildcard: true, any: true },
  // `*` is refused by the CRD.
  entry: { wildcard: true, any: true },
  destination: { wildcard: true },
  tunnel: { address: true },
  proxy: {},
};

/** What a host takes; a VirtualService's form depends on what it is bound to. Source: istio `pkg/config/validation` (1.31). */
export function hostForm(use: HostUse, resource: Resource): HostForm {
  if (use !== "served" && use !== "server-name") return uses[use];
  return { wildcard: true, any: true, address: true, generated: takesGenerated(use, resource) };
}

function takesGenerated(use: HostUse, { spec }: Resource): boolean {
  const gateways = (spec?.get("gateways")?.strings() ?? []).map(({ value }) => value);
  if (gateways.includes("mesh")) return false;
  return use === "server-name" || (gateways.length > 0 && servesNames(spec));
}

function servesNames(spec: Field | undefined): boolean {
  return (spec?.get("tls")?.items() ?? []).some((route) =>
    (route.get("match")?.items() ?? []).some((match) => match.at("sniHosts", 0)),
  );
}

const routes = ["http[].route[]", "tls[].route[]", "tcp[].route[]", "http[].mirrors[]"];

/** The paths below `spec` that hold hosts, by type. */
export const hostPaths: Readonly<Record<string, readonly (readonly [string, HostUse])[]>> = {
  "networking.istio.io/VirtualService": [
    ["hosts[]", "served"],
    ...routes.map((path) => [`${path}.destination.host`, "destination"] as const),
    ["http[].mirror.host", "destination"],
    ["tls[].match[].sniHosts[]", "server-name"],
  ],
  "networking.istio.io/DestinationRule": [
    ["host", "ruled"],
    ["trafficPolicy.tunnel.targetHost", "tunnel"],
    ["subsets[].trafficPolicy.tunnel.targetHost", "tunnel"],
  ],
  "networking.istio.io/ServiceEntry": [["hosts[]", "entry"]],
  "networking.istio.io/Sidecar": [["outboundTrafficPolicy.egressProxy.host", "proxy"]],
};
