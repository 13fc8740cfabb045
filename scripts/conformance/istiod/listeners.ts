import type { Chain, OutboundListener } from "../../../src/mesh/cluster/outbound-listeners.ts";
import type { TcpTarget } from "../../../src/mesh/cluster/tcp-chains.ts";
import type { RegisteredHost } from "../../../src/mesh/cluster/registered-host.ts";
import { compact, filled, type Fact } from "./compact.ts";

/** Section `outbound_listeners`: a listener by where it listens. */
export function listenerEntry(
  listener: OutboundListener,
  hosts: readonly RegisteredHost[],
  registryOnly: boolean,
): readonly [string, Fact] {
  const bind = boundTitle(listener.bind, hosts);
  return [`${bind}:${listener.port}`, listenerFact({ ...listener, bind }, registryOnly)];
}

function listenerFact({ bind, port, chains }: OutboundListener, registryOnly: boolean): Fact {
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
    filters: http?.protocol === "GRPC-Web" ? ["grpc_web"] : undefined,
  };
  const to = plain.flatMap((chain) => chain.to);
  if (isPlain && http === undefined)
    return compact({ ...common, kind: "tcp", to: targets(to) }) ?? {};
  if (isPlain && plain.length === 0) {
    const refused = registryOnly ? "BlackHoleCluster" : undefined;
    return compact({ ...common, kind: "http", route, not_http: refused }) ?? {};
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
      chains: [
        ...chains.map(chainFact),
        ...(isOpen ? [] : [{ kind: "tcp", to: [{ cluster: rest }] }]),
      ],
    }) ?? {}
  );
}

/** Addresses are shown as the first host that has them. */
function boundTitle(bind: string, hosts: readonly RegisteredHost[]): string {
  if (bind.startsWith("pod ")) return `${bind}-0`;
  return hosts.find(({ addresses }) => addresses.includes(bind))?.host ?? bind;
}

function chainFact(chain: Chain): Fact {
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
    }) ?? {}
  );
}

function targets(to: readonly TcpTarget[]): readonly Fact[] {
  return to.map(({ host, port, subset, weight }) => compact({ host, port, subset, weight }) ?? {});
}
