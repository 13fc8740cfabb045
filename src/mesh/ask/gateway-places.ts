import { onceFor } from "../../collections/lazy.ts";
import type { Mesh } from "../mesh.ts";
import type { GatewayServer } from "../objects/gateway.ts";
import type { Route, RouteMatch } from "../objects/route.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
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

/** A server of the gateway has the host; one that the inputs do not hold may have it. */
export function mayBeServed({ route }: GatewayPlace, mesh: Mesh): boolean {
  return route.owners.every((owner) => {
    const gateways = mesh.gatewaysOf(owner);
    const servers = gateways.flatMap((it) => it.servers);
    return (
      gateways.length < owner.gateways.length || servers.some((it) => boundTo(mesh)(it).has(owner))
    );
  });
}

const boundTo = oncePerMesh((mesh) =>
  onceFor((server: GatewayServer) => new Set(mesh.virtualServicesOf(server))),
);
