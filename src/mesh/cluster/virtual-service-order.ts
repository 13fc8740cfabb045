import { gatewayNameOf } from "../gateway-references.ts";
import { groupBy } from "../group-by.ts";
import type { VirtualService } from "../virtual-service.ts";
import { namespaceOf } from "../age.ts";
import { exportToOf } from "../visibility.ts";
import type { MeshConfig } from "./mesh-config.ts";

/** `mesh`, or `namespace/name` of a gateway. */
type GatewayName = string;

/**
 * The VirtualServices a client sees of a gateway, in the order in which they win: private ones of its namespace, those
 * exported to it, public ones; by age in each.
 * Source: istio `pilot/pkg/model/push_context.go` initVirtualServices, VirtualServicesForGateway (1.31).
 */
export type SeenServices = (namespace: string, gateway: GatewayName) => readonly VirtualService[];

/** `services` in the order of their age. */
export function virtualServiceOrder(
  services: readonly VirtualService[],
  config: MeshConfig,
): SeenServices {
  const entries = services.flatMap((service) =>
    gatewayNames(service).flatMap((gateway) =>
      seenIn(service, config).map((key) => ({ key: `${key}\u0000${gateway}`, service })),
    ),
  );
  const index = groupBy(entries, ({ key }) => key);
  const seen = (key: string, gateway: GatewayName): readonly VirtualService[] =>
    (index.get(`${key}\u0000${gateway}`) ?? []).map(({ service }) => service);
  return (namespace, gateway) => groupsFor(namespace).flatMap((group) => seen(group, gateway));
}

/** Of some VirtualServices, in the order of their age, those that a client sees, in the order in which they win. */
export function seenAmong(
  services: readonly VirtualService[],
  namespace: string,
  config: MeshConfig,
): readonly VirtualService[] {
  const grouped = services.map((service) => ({ service, groups: seenIn(service, config) }));
  return groupsFor(namespace).flatMap((group) =>
    grouped.flatMap(({ service, groups }) => (groups.includes(group) ? [service] : [])),
  );
}

function groupsFor(namespace: string): readonly string[] {
  return [`own ${namespace}`, `to ${namespace}`, "public"];
}

/** Keys of the groups that a service is in. */
function seenIn({ resource }: VirtualService, config: MeshConfig): readonly string[] {
  const own = namespaceOf(resource);
  const exportTo = exportToOf(resource, "VirtualService", config);
  if (exportTo.includes("*")) return ["public"];
  if (exportTo.includes("~")) return [];
  return [...new Set(exportTo.map((to) => (to === "." || to === own ? `own ${own}` : `to ${to}`)))];
}

/** The gateways a service is bound to. */
export function gatewayNames({ resource, gateways }: VirtualService): readonly GatewayName[] {
  if (gateways.length === 0) return ["mesh"];
  return [...new Set(gateways.map(({ value }) => gatewayName(value, namespaceOf(resource))))];
}

export function gatewayName(written: string, namespace: string): GatewayName {
  if (written === "mesh") return written;
  const found = gatewayNameOf(written, { namespace });
  return `${found.namespace ?? namespace}/${found.name}`;
}
