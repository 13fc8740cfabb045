import type { Resource } from "../manifest/resource.ts";
import { domainNameFault } from "./domain-name.ts";
import { isIpAddress } from "./ip-address.ts";

/** What to say of an address that is none. */
export interface AddressForm {
  /** The fault, as label text. */
  readonly label: string;
  /** What to write instead. */
  readonly help: string;
}

export interface EndpointForm extends AddressForm {
  readonly takes: (text: string) => boolean;
}

/**
 * What the address of a WorkloadEntry, or of an endpoint of a ServiceEntry, may be; `undefined` where none is looked
 * at. Source: istio `pkg/config/validation/validation.go` validateWorkloadEntry, ValidateServiceEntry (1.31).
 */
export function endpointForm(resource: Resource): EndpointForm | undefined {
  if (resource.kind === "WorkloadEntry") return anything;
  if (resource.spec?.get("resolution")?.text === "STATIC") return byAddress;
  return isFoundByDns(resource) ? byName : undefined;
}

export function isFoundByDns({ spec }: Resource): boolean {
  return spec?.get("resolution")?.text?.startsWith("DNS") === true;
}

function isSocket(text: string): boolean {
  return text.startsWith("unix://");
}

function isName(text: string): boolean {
  return domainNameFault(text) === undefined;
}

const found: AddressForm = {
  label: "neither IP address nor host",
  help: "use an IP address or a host name",
};

/** Without an address, an endpoint is found through its network. */
const anything: EndpointForm = {
  ...found,
  takes: (text) => text === "" || isIpAddress(text) || isSocket(text) || isName(text),
};
const byAddress: EndpointForm = {
  takes: (text) => text === "" || isIpAddress(text) || isSocket(text),
  label: "not an IP address",
  help: "use the endpoint's IP address, or set `resolution: DNS` to connect to a host name",
};
const byName: EndpointForm = { ...found, takes: (text) => isIpAddress(text) || isName(text) };
