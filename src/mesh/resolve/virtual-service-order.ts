import { gatewayNameOf } from "./gateway-references.ts";
import { groupBy } from "../../collections/group-by.ts";
import { openNamespace } from "../objects/hosts.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { namespaceOf } from "../world/age.ts";
import { exportToOf } from "./visibility.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";

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

/** Of VirtualServices ordered by age, those that a client sees, in order of precedence. */
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
  return [`own ${namespace}`, `to ${namespace}`, everywhere];
}

const everywhere = "public *";

/** Keys of the groups that a service is in. */
function seenIn({ resource }: VirtualService, config: MeshConfig): readonly string[] {
  const own = resource.namespace ?? openNamespace;
  const exportTo = exportToOf(resource, "VirtualService", config);
  if (exportTo.includes("*")) return [everywhere];
  if (exportTo.includes("~")) return [];
  return [...new Set(exportTo.map((to) => (to === "." || to === own ? `own ${own}` : `to ${to}`)))];
}

/** Which of two VirtualServices of one host sidecars use; `undefined` where none sees both. */
export type Contest =
  /** Somewhere both are seen alike, and the older one wins. */
  | { readonly by: "age" }
  | {
      readonly by: "namespace";
      readonly winner: VirtualService;
      /** Where it takes precedence, regardless of age. */
      readonly namespaces: readonly string[];
      /** The other one is used elsewhere. */
      readonly isOtherUsed: boolean;
    };

export function contestOf(
  one: VirtualService,
  other: VirtualService,
  config: MeshConfig,
): Contest | undefined {
  const [left, right] = [tiersOf(one, config), tiersOf(other, config)];
  const places = [...new Set([...left.keys(), ...right.keys()])].map((place) => ({
    place,
    lead: leadAt(place, left, right),
  }));
  if (places.some(({ lead }) => lead === 0)) return { by: "age" };
  const won = places.filter(({ lead }) => lead !== undefined);
  const first = won[0]?.lead;
  if (first === undefined) return undefined;
  const isOne = first > 0;
  const namespaces = won.filter(({ lead = 0 }) => lead > 0 === isOne).map(({ place }) => place);
  const theirs = isOne ? right : left;
  return {
    by: "namespace",
    winner: isOne ? one : other,
    namespaces,
    isOtherUsed: [...theirs.keys()].some((place) => !namespaces.includes(place)),
  };
}

/** By namespace, or `*`, how early a service comes: the lower, the earlier. */
type Tiers = ReadonlyMap<string, number>;

function tiersOf(service: VirtualService, config: MeshConfig): Tiers {
  return new Map(
    seenIn(service, config).map((key) => {
      const [tier = "", place = ""] = key.split(" ");
      return [place, ["own", "to", "public"].indexOf(tier)] as const;
    }),
  );
}

/** How far the first comes before the second there; `undefined` where one of them is not seen. */
function leadAt(place: string, first: Tiers, second: Tiers): number | undefined {
  const one = first.get(place) ?? first.get("*");
  const other = second.get(place) ?? second.get("*");
  return one === undefined || other === undefined ? undefined : other - one;
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
