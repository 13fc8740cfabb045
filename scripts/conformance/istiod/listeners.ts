import type { Chain, OutboundListener } from "../../../src/mesh/proxy/outbound-listeners.ts";
import type { TcpTarget } from "../../../src/mesh/proxy/tcp-chains.ts";
import type { Cluster } from "../../../src/mesh/proxy/cluster.ts";
import type { RegisteredHost } from "../../../src/mesh/proxy/registered-host.ts";
import type { Scope } from "../../../src/mesh/proxy/scope.ts";
import type { Client } from "../../../src/mesh/proxy/sidecar-scope.ts";
import { compact, filled, type Fact } from "../../../src/simulate/facts/compact.ts";
import { milliseconds } from "../../../src/simulate/facts/connection-pool.ts";

/** Section `outbound_listeners`: a listener by where it listens. */
export function listenerEntry(
  listener: OutboundListener,
  { hosts, registryOnly }: Scope,
  idleTimeoutOf: IdleTimeoutOf,
): readonly [string, Fact] {
  const bind = boundTitle(listener.bind, hosts);
  const fact = listenerFact({ ...listener, bind }, registryOnly, idleTimeoutOf);
  return [`${bind}:${listener.port}`, fact];
}

/** Milliseconds after which a proxy closes an idle connection to a target, where a DestinationRule says it. */
export type IdleTimeoutOf = (target: TcpTarget) => number | undefined;

/**
 * By the rule's top level alone, whatever its ports and subsets say.
 * Source: istio `pilot/pkg/networking/core/networkfilter.go` buildOutboundNetworkFiltersWithSingleDestination (1.31).
 */
export function idleTimeouts(cluster: Cluster, client: Client, { hosts }: Scope): IdleTimeoutOf {
  return ({ host: name }) => {
    const host = hosts.find((it) => it.host === name);
    const rule = host && cluster.findRule(host, client);
    const top = rule?.rule.policies.find((it) => it.subset === undefined && it.port === undefined);
    return milliseconds(top?.field.at("connectionPool", "tcp", "idleTimeout"));
  };
}

function listenerFact(
  { bind, port, chains }: OutboundListener,
  registryOnly: boolean,
  idleTimeoutOf: IdleTimeoutOf,
): Fact {
  const http = chains.find((chain) => chain.kind === "http");
  const plain = chains.filter((chain) => chain.kind === "tcp");
  const isPlain =
    plain.length <= 1 &&
    plain.every(
      ({ sni, destinations, protocol, to }) =>
        sni.length === 0 && destinations.length === 0 && protocol !== "Mongo" && to.length === 1,
    );
  const usual = [String(port), `${bind}:${port}`];
  const route = http?.kind === "http" && !usual.includes(http.route) ? http.route : undefined;
  const common = {
    bind: bind === "0.0.0.0" ? undefined : bind,
    port,
    filters: filled([
      ...(http?.protocol === "GRPC-Web" ? ["grpc_web"] : []),
      ...(http?.resolution === "dynamic DNS" ? ["dynamic_forward_proxy"] : []),
    ]),
  };
  const to = plain.flatMap((chain) => chain.to);
  const idle = idleTimeoutIn(plain, idleTimeoutOf);
  if (isPlain && http === undefined)
    return compact({ ...common, kind: "tcp", to: targets(to), idle_timeout_ms: idle }) ?? {};
  if (isPlain && plain.length === 0) {
    const refused = registryOnly ? "BlackHoleCluster" : undefined;
    return compact({ ...common, kind: "http", route, not_http: refused }) ?? {};
  }
  const chainFacts = chains.map((chain) => chainFact(chain, idleTimeoutOf));
  if (isPlain && idle !== undefined) {
    // What is sniffed as HTTP comes first.
    return compact({ ...common, kind: "auto", chains: chainFacts.toReversed() }) ?? {};
  }
  if (isPlain) {
    const isOwn = to.length === 1 && to[0]?.host === bind && to[0].port === port;
    return compact({ ...common, kind: "auto", route, to: isOwn ? undefined : targets(to) }) ?? {};
  }
  const isOpen = plain.some(({ sni, destinations }) => sni.length + destinations.length === 0);
  const rest = registryOnly ? "BlackHoleCluster" : "PassthroughCluster";
  return (
    compact({
      ...common,
      route,
      chains: [...chainFacts, ...(isOpen ? [] : [{ kind: "tcp", to: [{ cluster: rest }] }])],
    }) ?? {}
  );
}

/** Addresses are shown as the first host that has them. */
function boundTitle(bind: string, hosts: readonly RegisteredHost[]): string {
  if (bind.startsWith("pod ")) return `${bind}-0`;
  return hosts.find(({ addresses }) => addresses.includes(bind))?.host ?? bind;
}

function idleTimeoutIn(
  [chain, ...others]: readonly Extract<Chain, { kind: "tcp" }>[],
  idleTimeoutOf: IdleTimeoutOf,
): number | undefined {
  const [target, ...targetsBeside] = chain?.to ?? [];
  const isLone = others.length === 0 && targetsBeside.length === 0;
  return isLone && target ? idleTimeoutOf(target) : undefined;
}

function chainFact(chain: Chain, idleTimeoutOf: IdleTimeoutOf): Fact {
  if (chain.kind === "http") {
    return { kind: "http", route: chain.route, sniff_http: true };
  }
  return (
    compact({
      kind: "tcp",
      sni: filled(chain.sni.toSorted()),
      dst: filled(chain.destinations.toSorted()),
      net_filters: chain.protocol === "Mongo" ? ["mongo_proxy"] : undefined,
      to: targets(chain.to),
      idle_timeout_ms: idleTimeoutIn([chain], idleTimeoutOf),
    }) ?? {}
  );
}

function targets(to: readonly TcpTarget[]): readonly Fact[] {
  return to.map(({ host, port, subset, weight }) => compact({ host, port, subset, weight }) ?? {});
}
