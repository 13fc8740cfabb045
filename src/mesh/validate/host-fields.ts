import type { Resource } from "../../manifest/resource.ts";
import { domainNameFault, isGeneratedServerName, wildcardDomainFault } from "./domain-name.ts";
import { isIpAddress } from "./ip-address.ts";
import { wholeFault, type TextFault } from "./text-fault.ts";

/** What a host may be at its place, beside a plain domain name. */
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
  if (form.any !== true && host === "*") return wholeFault(host, "names no host");
  return form.wildcard === true ? wildcardDomainFault(host) : domainNameFault(host);
}

const wildcard: HostForm = { wildcard: true, any: true };
const destination: HostForm = { wildcard: true };
const name: HostForm = {};
const nameOrAddress: HostForm = { address: true };

type Forms = readonly (readonly [string, HostForm])[];

/** A VirtualService's form depends on what it is bound to. Source: istio `pkg/config/validation` (1.31). */
function virtualService({ spec }: Resource): Forms {
  const gateways = (spec?.get("gateways")?.strings() ?? []).map(({ value }) => value);
  const inMesh = gateways.includes("mesh");
  const routes = ["http[].route[]", "tls[].route[]", "tcp[].route[]", "http[].mirrors[]"];
  const servesNames = (spec?.get("tls")?.items() ?? []).some((route) =>
    (route.get("match")?.items() ?? []).some((match) => match.at("sniHosts", 0)),
  );
  const generated = servesNames && gateways.length > 0 && !inMesh;
  return [
    ["hosts[]", { ...wildcard, address: true, generated }],
    ...routes.map((path) => [`${path}.destination.host`, destination] as const),
    ["http[].mirror.host", destination],
    ["tls[].match[].sniHosts[]", { ...wildcard, address: true, generated: !inMesh }],
  ];
}

function destinationRule(): Forms {
  const tunnels = ["trafficPolicy", "subsets[].trafficPolicy"].map(
    (path) => [`${path}.tunnel.targetHost`, nameOrAddress] as const,
  );
  return [["host", wildcard], ...tunnels];
}

const formsByKind: Readonly<Record<string, (resource: Resource) => Forms>> = {
  VirtualService: virtualService,
  DestinationRule: destinationRule,
  // `*` is refused by the CRD.
  ServiceEntry: () => [["hosts[]", wildcard]],
  Sidecar: () => [["outboundTrafficPolicy.egressProxy.host", name]],
};

/** The paths below `spec` that hold hosts, each with what it takes. */
export function hostForms(resource: Resource): Forms {
  if (resource.group !== "networking.istio.io") return [];
  return formsByKind[resource.kind]?.(resource) ?? [];
}
