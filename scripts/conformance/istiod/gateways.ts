import type { Gateway, GatewayServer } from "../../../src/mesh/objects/gateway.ts";
import { namespaceOf } from "../../../src/mesh/world/age.ts";
import type { Cluster } from "../../../src/mesh/proxy/cluster.ts";
import { gatewayHosts, type GatewayHost } from "../../../src/mesh/proxy/gateway-hosts.ts";
import {
  gatewayProxies,
  mergedServers,
  type GatewayProxy,
  type MergedServers,
} from "../../../src/mesh/proxy/gateway-servers.ts";
import { groupBy } from "../../../src/collections/group-by.ts";
import { gatewayContext, proxyOf, type SendingProxy } from "../../../src/simulate/proxy.ts";
import { compact, filled, type Fact } from "../../../src/simulate/facts/compact.ts";
import { routeFact, type RouteContext } from "../../../src/simulate/facts/route-facts.ts";

/** Section `gateways`, one proxy: the servers it has, and its route configurations by name. */
export interface GatewayFacts {
  readonly title: string;
  readonly servers: Fact;
  readonly routes: ReadonlyMap<string, Fact>;
}

export function gatewayFacts(
  gateways: readonly Gateway[],
  cluster: Cluster,
): readonly GatewayFacts[] {
  return gatewayProxies(gateways, cluster).map((proxy) => {
    const merged = mergedServers(proxy, cluster);
    const sending = proxyOf(cluster, proxy, false);
    return {
      title: `${proxy.namespace} ${gatewayNames(proxy).join()}`,
      servers: serversFact(merged),
      routes: routeConfigs(merged, proxy, cluster, sending),
    };
  });
}

function gatewayNames({ gateways }: GatewayProxy): readonly string[] {
  return gateways.map(({ resource }) => `${namespaceOf(resource)}/${resource.name}`).toSorted();
}

function serversFact({ kept, dropped }: MergedServers): Fact {
  return (
    compact({
      servers: kept.map(({ server }) => serverTitle(server)).toSorted(),
      dropped_servers: filled(dropped.map(serverTitle).toSorted()),
    }) ?? {}
  );
}

function serverTitle({ gateway, field, hosts, portNumber, protocolName }: GatewayServer): string {
  const { resource } = gateway;
  const name = field.at("port", "name")?.text ?? "";
  const port = `${portNumber?.value ?? ""}/${name}/${protocolName?.value ?? ""}`;
  const named = hosts.map(({ value }) =>
    value.startsWith("./") ? `${namespaceOf(resource)}${value.slice(1)}` : value,
  );
  return `${namespaceOf(resource)}/${resource.name} ${port} ${named.join(",")}`;
}

function routeConfigs(
  { kept }: MergedServers,
  proxy: GatewayProxy,
  cluster: Cluster,
  sending: SendingProxy,
): ReadonlyMap<string, Fact> {
  const byRoute = groupBy(
    kept.filter(({ route }) => route !== ""),
    ({ route }) => route,
  );
  return new Map(
    [...byRoute].map(([name, servers]) => {
      const hosts = gatewayHosts(servers, proxy, cluster);
      const vhosts = hosts.map((host) => hostFact(host, gatewayContext(sending, host.port)));
      const nothing = [{ host: "blackhole", domains: ["*"], routes: [] }];
      return [name, compact({ name, vhosts: vhosts.length > 0 ? vhosts : nothing }) ?? {}] as const;
    }),
  );
}

function hostFact(
  { host, domains, routes, requiresTls }: GatewayHost,
  context: RouteContext,
): Fact {
  return (
    compact({
      host,
      domains: domains.join() === host ? undefined : domains.toSorted(),
      require_tls: requiresTls || undefined,
      routes: routes.map((route) => routeFact(route, context)),
    }) ?? {}
  );
}
