import type { Scope } from "../../../src/mesh/proxy/scope.ts";
import type { OutboundListener } from "../../../src/mesh/proxy/outbound-listeners.ts";
import { listenerContext, type SendingProxy } from "../../../src/simulate/proxy.ts";
import {
  shortForms,
  virtualHosts,
  type VirtualHost,
} from "../../../src/mesh/proxy/virtual-hosts.ts";
import { namespaceOf } from "../../../src/mesh/world/age.ts";
import { apiRouteFact } from "../../../src/simulate/facts/api-route-facts.ts";
import { compact, filled, type Fact } from "../../../src/simulate/facts/compact.ts";
import { hashFact, hashForPort } from "../../../src/simulate/facts/hash-facts.ts";
import {
  retriesFact,
  routeFact,
  type RouteContext,
} from "../../../src/simulate/facts/route-facts.ts";

/** Section `routes` of a client: its route configurations by name. */
export function routeConfigs(
  proxy: SendingProxy,
  listeners: readonly OutboundListener[],
): ReadonlyMap<string, Fact> {
  const { scope } = proxy;
  if (scope === undefined) return new Map();
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
      const context = listenerContext(proxy, listener, port);
      const hosts = made.get(port) ?? virtualHosts(proxy.cluster, proxy.client, listener, port);
      made.set(port, hosts);
      return [[name, configFact(name, hosts, scope, context)] as const];
    }),
  );
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
