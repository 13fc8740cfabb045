import type { Cluster } from "../../../src/mesh/cluster/cluster.ts";
import type { Scope } from "../../../src/mesh/cluster/scope.ts";
import type { OutboundListener } from "../../../src/mesh/cluster/outbound-listeners.ts";
import type { Client, EgressListener } from "../../../src/mesh/cluster/sidecar-scope.ts";
import {
  shortForms,
  virtualHosts,
  type VirtualHost,
} from "../../../src/mesh/cluster/virtual-hosts.ts";
import { namespaceOf } from "../../../src/mesh/age.ts";
import { apiRouteFact } from "./api-route-facts.ts";
import { compact, filled, type Fact } from "./compact.ts";
import { hashFact, hashForPort } from "./hash-facts.ts";
import { retriesFact, routeFact, type RouteContext } from "./route-facts.ts";

/** What is known of a client before its routes. */
export interface ProxyFacts {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly scope: Scope;
  /** `host:port subset` of its clusters. */
  readonly clusters: ReadonlySet<string>;
}

/** Section `routes` of a client: its route configurations by name. */
export function routeConfigs(
  proxy: ProxyFacts,
  listeners: readonly OutboundListener[],
): ReadonlyMap<string, Fact> {
  const { scope } = proxy;
  const made = new Map<number, readonly VirtualHost[]>();
  const names = listeners.flatMap(({ chains, port }) =>
    chains.flatMap((chain) => (chain.kind === "http" ? [{ name: chain.route, port }] : [])),
  );
  return new Map(
    names.flatMap(({ name, port }) => {
      const listener =
        scope.listeners.find((it) => it.port === port) ??
        scope.listeners.find((it) => it.port === undefined);
      if (listener === undefined) return [];
      const context = contextOf(proxy, listener, port);
      const hosts = made.get(port) ?? virtualHosts(proxy.cluster, proxy.client, listener, port);
      made.set(port, hosts);
      return [[name, configFact(name, hosts, scope, context)] as const];
    }),
  );
}

function contextOf(
  { cluster, client, clusters }: ProxyFacts,
  listener: EgressListener,
  port: number,
): RouteContext {
  const onPort = (host: string): boolean =>
    listener.hosts.some((it) => it.host === host && it.ports.some(({ number }) => number === port));
  return {
    cluster,
    client,
    port,
    clusters,
    portOf: (host) => (onPort(host) ? port : undefined),
    aliasOf: (host) =>
      onPort(host) ? listener.hosts.find((it) => it.host === host)?.aliasOf : undefined,
  };
}

function configFact(
  name: string,
  all: readonly VirtualHost[],
  scope: Scope,
  context: RouteContext,
): Fact {
  const own = name.includes(":") ? name.slice(0, name.lastIndexOf(":")) : undefined;
  const shown = own === undefined ? all : all.filter(({ domains }) => domains.includes(own));
  return (
    compact({
      name,
      catch_all: own === undefined && scope.registryOnly ? "block_all" : undefined,
      vhosts: shown.map((it) => virtualHostFact(it, own !== undefined, context)),
    }) ?? {}
  );
}

function virtualHostFact(
  { host, domains, routes, apiRoutes, registered }: VirtualHost,
  isSniffed: boolean,
  context: RouteContext,
): Fact {
  const { cluster, client, port } = context;
  const usual = [host, ...shortForms(host, client.namespace, cluster.clusterDomain)];
  // Single addresses are never shown, nor a dot at the end.
  const shown = domains.filter((it) => !/^[\d.]+$/.test(it)).map((it) => it.replace(/\.$/, ""));
  const isUsual = isSniffed || same(shown, usual);
  const written = routes?.map((route) => routeFact(route, context));
  const api = apiRoutes.map((route) =>
    apiRouteFact(route, `${namespaceOf(route.api.resource)}~${host}`, context),
  );
  const straight =
    registered && routes === undefined ? straightFact(registered.host, port, context) : undefined;
  return (
    compact({
      host,
      domains: isUsual ? undefined : shown.toSorted(),
      routes: written ?? filled(api) ?? straight,
    }) ?? {}
  );
}

/** A default route is shown only where it is not quite the default. */
function straightFact(
  host: string,
  port: number,
  { cluster, client }: RouteContext,
): readonly Fact[] | undefined {
  const registered = cluster.hostsNamed(host)[0];
  const rule = registered && cluster.findRule(registered, client);
  const hash = hashFact(hashForPort(rule, port));
  const retries = retriesFact(cluster.config.written?.get("defaultHttpRetryPolicy"), false);
  if (hash === undefined && retries === undefined) return undefined;
  return filled([compact({ to: [{ host, port }], hash: hash && [hash], retries }) ?? {}]);
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((it) => right.includes(it));
}
