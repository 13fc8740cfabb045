import { commonHosts } from "../resolve/bindings.ts";
import { compareText, namespaceOf } from "../world/age.ts";
import type { Cluster } from "./cluster.ts";
import type { GatewayProxy, ServedServer } from "./gateway-servers.ts";
import { routesInForce, takesAll, type RouteInForce } from "./routes-in-force.ts";

/** The routes of one host on a gateway. */
export interface GatewayHost {
  readonly host: string;
  /** The host, and others with the very same routes. */
  readonly domains: readonly string[];
  readonly routes: readonly RouteInForce[];
  /** The Gateway's port that the routes were made for. */
  readonly port: number;
  /** Plain requests are sent to HTTPS. */
  readonly requiresTls: boolean;
}

/**
 * The hosts of one route configuration: VirtualServices of one host are put one after the other, routes that take every
 * request last. Source: istio `pilot/pkg/networking/core/gateway.go` buildGatewayHTTPRouteConfig (1.31).
 */
export function gatewayHosts(
  servers: readonly ServedServer[],
  proxy: GatewayProxy,
  cluster: Cluster,
): readonly GatewayHost[] {
  const found = new Map<string, Omit<GatewayHost, "domains">>();
  for (const { server } of servers) {
    const { resource } = server.gateway;
    const gateway = `${namespaceOf(resource)}/${resource.name}`;
    const port = server.portNumber?.value ?? 0;
    const redirects = server.tls?.get("httpsRedirect")?.boolean()?.value === true;
    const add = (host: string, routes: readonly RouteInForce[]): void => {
      const known = found.get(host);
      found.set(host, {
        host,
        port: known?.port ?? port,
        routes: [...(known?.routes ?? []), ...routes],
        requiresTls: redirects || known?.requiresTls === true,
      });
    };
    for (const service of cluster.virtualServices(proxy.namespace, gateway)) {
      const asker = { namespace: proxy.namespace, labels: proxy.labels, gateways: [gateway], port };
      const routes = routesInForce(cluster.routesOf(service), asker);
      if (routes.length === 0) continue;
      for (const host of new Set(commonHosts(server, service, cluster.clusterDomain))) {
        add(host, routes);
      }
    }
    if (redirects) for (const { value } of server.hosts) add(value.toLowerCase(), []);
  }
  return collapsed([...found.values()]).toSorted((left, right) =>
    compareText(left.host, right.host),
  );
}

/** Hosts with the very same routes are one, named after the most specific of them. */
function collapsed(hosts: readonly Omit<GatewayHost, "domains">[]): readonly GatewayHost[] {
  const found: GatewayHost[] = [];
  for (const host of hosts.toSorted(bySpecificity)) {
    const index = found.findIndex(
      (it) => it.requiresTls === host.requiresTls && areSame(it.routes, host.routes),
    );
    const known = found[index];
    if (known === undefined) found.push({ ...host, domains: [host.host] });
    else found[index] = { ...known, domains: [...known.domains, host.host] };
  }
  return found.map((host) => withLast(host));
}

function withLast(host: GatewayHost): GatewayHost {
  return { ...host, routes: lastThatTakeAll(host.routes) };
}

/** Source: istio `pkg/config/host/names.go` Less (1.31): exact before wildcards, the longer first. */
function bySpecificity(left: { readonly host: string }, right: { readonly host: string }): number {
  return (
    Number(left.host.startsWith("*")) - Number(right.host.startsWith("*")) ||
    right.host.length - left.host.length ||
    compareText(left.host, right.host)
  );
}

function areSame(left: readonly RouteInForce[], right: readonly RouteInForce[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ route, match }, at) => route === right[at]?.route && match === right[at]?.match)
  );
}

function lastThatTakeAll(routes: readonly RouteInForce[]): readonly RouteInForce[] {
  return [
    ...routes.filter(({ match }) => !takesAll(match)),
    ...routes.filter(({ match }) => takesAll(match)),
  ];
}
