import type { Resource } from "../../manifest/resource.ts";
import { isHttp, isTcp, parseProtocol, type Protocol } from "../objects/protocol.ts";
import type { Cluster } from "./cluster.ts";
import type { Scope } from "./scope.ts";
import type { Pod } from "../resolve/pod.ts";
import type { RegisteredHost, RegisteredPort, Resolution } from "./registered-host.ts";
import type { Client, EgressListener } from "./sidecar-scope.ts";
import { tcpChains, type TcpTarget } from "./tcp-chains.ts";

/** One filter chain of a sidecar's outbound listener. */
export type Chain =
  | {
      readonly kind: "http";
      readonly route: string;
      readonly protocol: Protocol;
      /** Of the host that the chain was made for; others may share it. */
      readonly resolution: Resolution;
    }
  | {
      readonly kind: "tcp";
      readonly sni: readonly string[];
      readonly destinations: readonly string[];
      readonly to: readonly TcpTarget[];
      readonly protocol: Protocol;
      /** The VirtualService that makes it; `undefined`: straight to the host. */
      readonly owner: Resource | undefined;
    };

export interface OutboundListener {
  /** The host of a Service, `pod namespace/name`, or an address; `0.0.0.0` for all. */
  readonly bind: string;
  readonly port: number;
  readonly chains: readonly Chain[];
}

interface Entry {
  bind: string;
  port: number;
  chains: readonly Chain[];
  protocol: "http" | "tcp" | "auto";
  locked: boolean;
}

interface Addition {
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  /** `undefined`: wherever the host is. */
  readonly bind: string | undefined;
  readonly covering: EgressListener["covering"];
}

const everywhere = "0.0.0.0";

/**
 * What a client's sidecar listens on for traffic that leaves.
 * Source: istio `pilot/pkg/networking/core/listener.go` buildSidecarOutboundListeners (1.31).
 */
export function outboundListeners(
  cluster: Cluster,
  client: Client,
  scope: Scope,
): readonly OutboundListener[] {
  const entries = new Map<string, Entry>();
  for (const listener of scope.listeners) {
    if (listener.port === undefined) {
      for (const entry of entries.values()) entry.locked = true;
      addAllPorts(entries, cluster, client, listener);
    } else addOnePort(entries, cluster, client, listener);
  }
  return [...entries.values()].map(({ bind, port, chains }) => ({ bind, port, chains }));
}

function addOnePort(
  entries: Map<string, Entry>,
  cluster: Cluster,
  client: Client,
  { field, port = 0, bind, hosts, covering }: EgressListener,
): void {
  const protocol = parseProtocol(field?.at("port", "protocol")?.text ?? "");
  for (const host of hosts) {
    const [own] = host.ports;
    if (own === undefined) continue;
    add(entries, cluster, client, {
      host,
      port: { ...own, number: port, protocol },
      bind,
      covering,
    });
  }
}

function addAllPorts(
  entries: Map<string, Entry>,
  cluster: Cluster,
  client: Client,
  { hosts, bind, covering }: EgressListener,
): void {
  for (const host of hosts) {
    for (const port of host.ports) {
      const isPerPod =
        bind === undefined &&
        host.resolution === "passthrough" &&
        host.addresses.length === 0 &&
        (isTcp(port.protocol) || port.protocol === "auto") &&
        !(host.service === undefined && !host.resource.spec?.get("workloadSelector"));
      const binds = isPerPod ? podBinds(cluster, client, host, port) : [bind];
      for (const at of binds) add(entries, cluster, client, { host, port, bind: at, covering });
    }
  }
}

/** Clients of a headless Service dial pods. A pod does not dial itself through its own listener. */
function podBinds(
  cluster: Cluster,
  client: Client,
  host: RegisteredHost,
  port: RegisteredPort,
): readonly string[] {
  return cluster
    .endpointsOf(host, port)
    .flatMap(({ pod }) => (pod === undefined || pod === client ? [] : [podTitle(pod)]));
}

function podTitle({ namespace, workload }: Pod): string {
  return `pod ${namespace}/${workload.resource.name}`;
}

function add(
  entries: Map<string, Entry>,
  cluster: Cluster,
  client: Client,
  addition: Addition,
): void {
  const { host, port } = addition;
  if (host.resolution === "alias" || port.protocol === "UDP") return;
  const isHttpPort = isHttp(port.protocol);
  const { bind, cidr } = bindOf(addition, isHttpPort);
  const key = `${bind}:${port.number}`;
  const known = entries.get(key);
  if (known?.locked) return;
  const tcp = isHttpPort ? [] : tcpChains({ cluster, client, ...addition, bind, cidr });
  if (known === undefined) {
    const http = isTcp(port.protocol) ? [] : [httpChain(host, port, bind)];
    const protocol = isTcp(port.protocol)
      ? "tcp"
      : isHttpPort && bind !== everywhere
        ? "http"
        : "auto";
    entries.set(key, {
      bind,
      port: port.number,
      chains: [...tcp, ...http],
      protocol,
      locked: false,
    });
  } else mergeEntry(known, { host, port, tcp, isHttpPort });
}

function httpChain(host: RegisteredHost, port: RegisteredPort, bind: string): Chain {
  const isOwn = port.protocol === "auto" && bind !== everywhere;
  const route = isOwn ? `${host.host}:${port.number}` : `${port.number}`;
  return { kind: "http", route, protocol: port.protocol, resolution: host.resolution };
}

/** HTTP and TCP on one address are told apart by sniffing; chains with the same conditions stay as they are. */
function mergeEntry(
  known: Entry,
  added: {
    readonly host: RegisteredHost;
    readonly port: RegisteredPort;
    readonly tcp: readonly Chain[];
    readonly isHttpPort: boolean;
  },
): void {
  const { host, port, tcp, isHttpPort } = added;
  if (isHttpPort && known.protocol !== "tcp") return;
  const wantsHttp = !isTcp(port.protocol) && known.protocol === "tcp";
  const incoming = [...tcp, ...(wantsHttp ? [httpChain(host, port, known.bind)] : [])];
  const conditions = new Set(known.chains.map(conditionsOf));
  known.chains = [...known.chains, ...incoming.filter((it) => !conditions.has(conditionsOf(it)))];
  if (known.protocol !== "tcp" || wantsHttp) known.protocol = "auto";
}

function conditionsOf(chain: Chain): string {
  if (chain.kind === "http") return "http";
  return `${chain.sni.toSorted().join()} ${chain.destinations.toSorted().join()}`;
}

/** A range of addresses is no place to listen on: it becomes a condition. */
function bindOf(
  { bind, host }: Addition,
  isHttpPort: boolean,
): { readonly bind: string; readonly cidr: string | undefined } {
  if (bind !== undefined) return { bind, cidr: undefined };
  if (isHttpPort) return { bind: everywhere, cidr: undefined };
  const [address] = host.addresses;
  if (host.service !== undefined || host.managed) {
    const isVirtual = host.resolution === "endpoints";
    return { bind: isVirtual ? host.host : everywhere, cidr: undefined };
  }
  if (address === undefined) return { bind: everywhere, cidr: undefined };
  const isRange = address.includes("/") && !address.endsWith("/32");
  return isRange
    ? { bind: everywhere, cidr: address }
    : { bind: address.replace(/\/32$/, ""), cidr: undefined };
}
