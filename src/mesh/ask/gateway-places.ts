import { onceFor } from "../../collections/lazy.ts";
import type { Mesh } from "../mesh.ts";
import type { Gateway, GatewayServer } from "../objects/gateway.ts";
import type { Route, RouteMatch } from "../objects/route.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { exportToOf, isVisible } from "../resolve/visibility.ts";
import { matchesEverything } from "./match-cover.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** A route of one gateway and host, by what it matches. */
export interface GatewayPlace extends Pick<Route, "resource"> {
  /** The gateway, the host, and what requests have to match. */
  readonly key: string;
  readonly route: Route;
  readonly match: RouteMatch | undefined;
  readonly host: string;
}

/** The routes of all VirtualServices that are for the same requests. */
export function gatewayPlacesLike(key: string, mesh: Mesh): readonly GatewayPlace[] {
  return byKey(mesh).get(key) ?? [];
}

/** Of more than this for the same requests the first of them say it all. */
const mostOfOneKey = 16;

const byKey = oncePerMesh((mesh): ReadonlyMap<string, readonly GatewayPlace[]> => {
  const index = new Map<string, GatewayPlace[]>();
  for (const virtualService of mesh.all.virtualService()) {
    for (const place of gatewayPlacesOf(virtualService, mesh)) {
      const known = index.get(place.key);
      if (known === undefined) index.set(place.key, [place]);
      else if (known.length < mostOfOneKey) known.push(place);
    }
  }
  return index;
});

export function gatewayPlacesOf(
  { gateways, hosts, resource }: VirtualService,
  mesh: Mesh,
): readonly GatewayPlace[] {
  const named = gateways.filter(({ value }) => value !== "mesh");
  return mesh.routesOf(resource).flatMap((route) => {
    if (route.protocol !== "http" || route.field.get("delegate")) return [];
    return matchesIn(route).flatMap((match) =>
      named.flatMap(({ value }) => {
        const gateway = value.includes("/") ? value : `${resource.namespace ?? ""}/${value}`;
        return hosts.map(({ value: host }): GatewayPlace => {
          const key = `${gateway} ${host.toLowerCase()} ${requestsOf(match)}`;
          return { key, route, match, host, resource };
        });
      }),
    );
  });
}

/** Matches by the path alone; a route without any matches everything. */
function matchesIn({ matches }: Route): readonly (RouteMatch | undefined)[] {
  if (matches.length === 0) return [undefined];
  return matches.filter(({ conditions }) => conditions.length === 0);
}

function requestsOf(match: RouteMatch | undefined): string {
  if (match?.path === undefined || matchesEverything(match)) return "all";
  return `${match.path.kind} ${match.path.value}`;
}

/** A server of the gateway has the host, and its pods read the route; one that the inputs do not hold may do so. */
export function mayBeServed({ route }: GatewayPlace, mesh: Mesh): boolean {
  return route.owners.every((owner) => {
    const gateways = mesh.gatewaysOf(owner);
    const servers = gateways.flatMap((it) => it.servers);
    return (
      isExportedTo(gateways, owner, mesh) &&
      (gateways.length < owner.gateways.length ||
        servers.some((it) => boundTo(mesh)(it).has(owner)))
    );
  });
}

/**
 * Whether pods of its gateways may read a VirtualService: what counts is their namespace; where it is not known, that of the
 * gateways. Source: istio `pilot/pkg/model/push_context.go` VirtualServicesForGateway (1.32).
 */
function isExportedTo(
  gateways: readonly Gateway[],
  { resource, gateways: named }: VirtualService,
  mesh: Mesh,
): boolean {
  const pods = gateways.flatMap((it) => mesh.podsOfGateway(it));
  const places =
    pods.length > 0
      ? pods.map((pod) => pod.resource.namespace)
      : named.map(({ value }) =>
          value.includes("/") ? value.slice(0, value.indexOf("/")) : resource.namespace,
        );
  const exportTo = exportToOf(resource, "VirtualService", mesh.config());
  return places.some((it) => isVisible(exportTo, resource.namespace, it));
}

const boundTo = oncePerMesh((mesh) =>
  onceFor((server: GatewayServer) => new Set(mesh.virtualServicesOf(server))),
);
