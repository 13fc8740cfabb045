import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import { serviceNameOf } from "../objects/hosts.ts";
import type { Service } from "../objects/service.ts";
import { serviceAt } from "./dialed-services.ts";

/** The host that an extension provider names; `namespace/` may come before it. */
export function providerHost(field: Field): string {
  const text = field.text ?? "";
  return text.slice(text.indexOf("/") + 1);
}

/** Its Service, which Istio finds by its full name only. */
export function providerService(
  host: Field,
  from: Resource | undefined,
  mesh: Mesh,
): Service | undefined {
  const named = serviceNameOf(providerHost(host), mesh.settings.clusterDomain);
  return named && serviceAt(`${named.name}.${named.namespace}`, from, mesh);
}

/** The Service that a host means to DNS, where it is not the host that Istio has for it. */
export function shortlyNamedService(
  field: Field,
  from: Resource | undefined,
  mesh: Mesh,
): Service | undefined {
  const host = providerHost(field);
  if (!host.includes(".") || serviceNameOf(host, mesh.settings.clusterDomain) !== undefined)
    return undefined;
  const isEntry = mesh.all
    .serviceEntry()
    .some(({ hosts }) => hosts.some(({ value }) => value === host || value.startsWith("*")));
  return isEntry ? undefined : serviceAt(host, from, mesh);
}
