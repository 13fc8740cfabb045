import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { RegisteredHost } from "../mesh/proxy/registered-host.ts";
import type { Scope } from "../mesh/proxy/scope.ts";
import type { Client, EgressListener } from "../mesh/proxy/sidecar-scope.ts";
import { groupBy } from "../collections/group-by.ts";
import { lazy, onceFor } from "../collections/lazy.ts";
import { upstreamOf, type Upstream } from "./facts/clusters.ts";
import type { RouteContext } from "./facts/route-facts.ts";

/** A proxy that sends: a sidecar for its pod, or a gateway. */
export interface SendingProxy {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly isSidecar: boolean;
  /** The hosts it has clusters for. */
  readonly hosts: readonly RegisteredHost[];
  /** What its Sidecar lets in; `undefined` for gateways. */
  readonly scope: Scope | undefined;
  /** The cluster of a route; `undefined` if the proxy does not have it. */
  upstream(host: string, port: number, subset: string | undefined): Upstream | undefined;
}

export function proxyOf(cluster: Cluster, client: Client, isSidecar: boolean): SendingProxy {
  const scope = isSidecar ? cluster.scopeOf(client) : undefined;
  const hosts = scope?.hosts ?? cluster.visibleHosts(client.namespace);
  const byName = lazy(() => groupBy(hosts, ({ host }) => host));
  const ruleOf = onceFor((host: RegisteredHost) => cluster.findRule(host, client));
  return {
    cluster,
    client,
    isSidecar,
    hosts,
    scope,
    upstream(name, number, subsetName) {
      const host = byName().get(name)?.[0];
      const port = host?.ports.find((it) => it.number === number && it.protocol !== "UDP");
      if (host === undefined || port === undefined || host.resolution === "alias") return undefined;
      const rule = ruleOf(host);
      const subset = rule?.rule.subsets.find(({ name: own }) => own?.value === subsetName);
      if (subsetName !== undefined && subset === undefined) return undefined;
      return upstreamOf({ cluster, host, port, rule, subset, isSidecar });
    },
  };
}

/** What routes of a sidecar's listener are read with. */
export function listenerContext(
  proxy: SendingProxy,
  listener: EgressListener,
  port: number,
): RouteContext {
  const onPort = (name: string): RegisteredHost | undefined =>
    listener.hosts.find((it) => it.host === name && it.ports.some(({ number }) => number === port));
  return {
    cluster: proxy.cluster,
    client: proxy.client,
    port,
    has: (host, number, subset) => proxy.upstream(host, number, subset) !== undefined,
    portOf: (name) => (onPort(name) ? port : undefined),
    aliasOf: (name) => onPort(name)?.aliasOf,
  };
}

/** What routes of a gateway's server are read with: a destination's only port stands in for one that is not written. */
export function gatewayContext(proxy: SendingProxy, port: number): RouteContext {
  const { hosts } = proxy;
  return {
    cluster: proxy.cluster,
    client: proxy.client,
    port,
    has: (host, number, subset) => proxy.upstream(host, number, subset) !== undefined,
    portOf: (name) => {
      const ports = hosts.find(({ host }) => host === name)?.ports ?? [];
      return ports.length === 1 ? ports[0]?.number : undefined;
    },
    aliasOf: (name) => hosts.find(({ host }) => host === name)?.aliasOf,
  };
}
