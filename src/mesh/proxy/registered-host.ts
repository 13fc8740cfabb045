import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Protocol } from "../objects/protocol.ts";
import type { ServiceEntry } from "../objects/service-entry.ts";
import type { Service } from "../objects/service.ts";
import { namespaceOf } from "../world/age.ts";
import { exportToOf } from "../resolve/visibility.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";

/** How a client finds the endpoints of a host. */
export type Resolution =
  | "endpoints"
  | "passthrough"
  | "DNS"
  | "DNS round robin"
  | "dynamic DNS"
  | "alias";

/** A host that Istio's registry lists: a Service, or one host of a ServiceEntry. */
export interface RegisteredHost {
  readonly host: string;
  readonly namespace: string;
  readonly resource: Resource;
  /** The Service; `undefined` for hosts of ServiceEntries. */
  readonly service: Service | undefined;
  /** The Service that Istio makes for a Gateway of the Gateway API. */
  readonly managed: boolean;
  readonly ports: readonly RegisteredPort[];
  readonly resolution: Resolution;
  /** Outside of the mesh: no mutual TLS by itself. */
  readonly external: boolean;
  readonly exportTo: readonly string[];
  /** What an alias stands for. */
  readonly aliasOf: string | undefined;
  /** Addresses as written in a ServiceEntry. */
  readonly addresses: readonly string[];
}

export interface RegisteredPort {
  readonly field: Field;
  readonly number: number;
  readonly name: string | undefined;
  readonly protocol: Protocol;
  /** Where it leads, if the document says it: a number, or the name of a container port. */
  readonly target: number | string | undefined;
}

export function hostOfService(
  service: Service,
  config: MeshConfig,
  clusterDomain: string,
): RegisteredHost {
  const { resource } = service;
  const namespace = namespaceOf(resource);
  return {
    host: `${resource.name}.${namespace}.svc.${clusterDomain}`,
    namespace,
    resource,
    service,
    managed: false,
    ports: service.ports.flatMap(({ field, number, name, protocol, targetPort }) =>
      number === undefined
        ? []
        : [
            {
              field,
              number: number.value,
              name: name?.value,
              protocol,
              target: field.get("targetPort") && targetPort?.value,
            },
          ],
    ),
    resolution: service.externalName ? "alias" : service.headless ? "passthrough" : "endpoints",
    external: service.externalName,
    exportTo: exportToOf(resource, "Service", config),
    aliasOf: service.externalName ? resource.spec?.get("externalName")?.text : undefined,
    addresses: [],
  };
}

const resolutions: ReadonlyMap<string, Resolution> = new Map([
  ["NONE", "passthrough"],
  ["STATIC", "endpoints"],
  ["DNS", "DNS"],
  ["DNS_ROUND_ROBIN", "DNS round robin"],
  ["DYNAMIC_DNS", "dynamic DNS"],
]);

/** Source: istio `pilot/pkg/serviceregistry/serviceentry/conversion.go` convertServices (1.31). */
export function hostsOfServiceEntry(
  entry: ServiceEntry,
  config: MeshConfig,
): readonly RegisteredHost[] {
  const { resource, hosts, resolution, ports } = entry;
  const exportTo = exportToOf(resource, "ServiceEntry", config);
  return hosts.map(({ value: host }) => ({
    host,
    namespace: namespaceOf(resource),
    resource,
    service: undefined,
    managed: false,
    ports: ports.flatMap(({ field, number, protocol, targetPort }) =>
      number === undefined
        ? []
        : [
            {
              field,
              number: number.value,
              name: field.get("name")?.text,
              protocol,
              target: targetPort?.value,
            },
          ],
    ),
    resolution: resolutions.get(resolution?.value ?? "NONE") ?? "passthrough",
    external: resource.spec?.get("location")?.text !== "MESH_INTERNAL",
    exportTo,
    aliasOf: undefined,
    addresses: (resource.spec?.get("addresses")?.strings() ?? []).map(({ value }) => value),
  }));
}
