import { isPassthrough, servesHttp, type Gateway, type GatewayServer } from "../objects/gateway.ts";
import { isHttp } from "../objects/protocol.ts";
import { byAge, namespaceOf } from "../world/age.ts";
import type { Cluster } from "./cluster.ts";
import { targetOf } from "./endpoints.ts";
import { plain, selectsAll, type Labels, type Pod } from "../resolve/pod.ts";

/** A gateway's proxy, with the Gateways that configure it. */
export interface GatewayProxy {
  readonly namespace: string;
  readonly labels: Labels;
  /** The pod; `undefined` where the inputs hold none that the selector finds. */
  readonly pod: Pod | undefined;
  readonly gateways: readonly Gateway[];
}

/** One proxy for each selector; Istio's own gateways are in the root namespace where nothing says otherwise. */
export function gatewayProxies(
  gateways: readonly Gateway[],
  cluster: Cluster,
): readonly GatewayProxy[] {
  const ordered = gateways.toSorted((left, right) => byAge(left.resource, right.resource));
  const found = new Map<string, GatewayProxy>();
  for (const gateway of ordered) {
    const { resource, selector } = gateway;
    const [pod] = cluster.podsOfGateway(gateway);
    const isOwn = /^(ingress|egress)gateway$/.test(selector.get("istio")?.value ?? "");
    const made = isOwn ? cluster.config.rootNamespace : namespaceOf(resource);
    const namespace = pod?.namespace ?? made;
    const labels = pod?.labels ?? plain(selector);
    const key = `${namespace} ${[...plain(selector)].join()}`;
    if (found.has(key)) continue;
    const configuring = ordered.filter((it) => selectsAll(it.selector, labels));
    found.set(key, { namespace, labels, pod, gateways: configuring });
  }
  return [...found.values()];
}

/** A server that a proxy serves, and where. */
export interface ServedServer {
  readonly server: GatewayServer;
  /** The pod's port. */
  readonly port: number;
  readonly bind: string;
  /** The route configuration of an HTTP server; empty for others. */
  readonly route: string;
}

export interface MergedServers {
  readonly kept: readonly ServedServer[];
  readonly dropped: readonly GatewayServer[];
}

type Verdict = "new" | "merged" | "dropped";

/**
 * The servers of all Gateways of a proxy: what fits on one port together, and what is dropped.
 * Source: istio `pilot/pkg/model/gateway.go` mergeGateways (1.31).
 */
export function mergedServers(proxy: GatewayProxy, cluster: Cluster): MergedServers {
  const kept: ServedServer[] = [];
  const dropped: GatewayServer[] = [];
  const tlsHosts = new Set<string>();
  for (const server of proxy.gateways.flatMap(({ servers }) => servers)) {
    const number = server.portNumber?.value;
    if (number === undefined) continue;
    const port = resolvedPort(number, proxy, cluster);
    const bind = server.field.get("bind")?.text ?? "";
    const served = { server, port, bind, route: routeName(server, port, bind) };
    const verdict = isTaken(served, tlsHosts) ? "dropped" : verdictOf(served, kept);
    if (verdict === "dropped") dropped.push(server);
    else kept.push(served);
  }
  return { kept, dropped };
}

/** A host with TLS is served once on a port and address. */
function isTaken({ server, port, bind }: ServedServer, taken: Set<string>): boolean {
  if (server.tls === undefined) return false;
  const keys = server.hosts.map(({ value }) => `${port} ${bind} ${hostFor(server, value)}`);
  if (keys.some((key) => taken.has(key))) return true;
  for (const key of keys) taken.add(key);
  return false;
}

function verdictOf(served: ServedServer, kept: readonly ServedServer[]): Verdict {
  const onPort = kept.filter(({ port }) => port === served.port);
  if (onPort.length === 0) return "new";
  const current = onPort.findLast((it) => !isTlsServer(it.server));
  if (current !== undefined) {
    if (current.bind !== served.bind) return "new";
    const fits = isHttp(current.server.protocol) && isHttp(served.server.protocol);
    return fits && served.route !== "" ? "merged" : "dropped";
  }
  if (!isTlsServer(served.server)) return "new";
  const isKnown = servesHttp(served.server) && onPort.some(({ route }) => route === served.route);
  return isKnown ? "dropped" : "merged";
}

/** Source: istio `pkg/config/gateway/gateway.go` IsTLSServer (1.31). */
export function isTlsServer({ tls, protocol }: GatewayServer): boolean {
  return tls !== undefined && !isHttp(protocol);
}

/** `namespace/host`; a host without namespace may be anyone's. */
export function hostFor({ gateway }: GatewayServer, host: string): string {
  const slash = host.indexOf("/");
  if (slash < 0) return `*/${host}`;
  const namespace = host.slice(0, slash);
  const named = namespace === "." ? namespaceOf(gateway.resource) : namespace;
  return `${named}/${host.slice(slash + 1)}`;
}

/** Source: istio `pilot/pkg/model/gateway.go` gatewayRDSRouteName (1.31). */
function routeName(server: GatewayServer, port: number, bind: string): string {
  const at = bind === "" ? "" : `.${bind}`;
  if (isHttp(server.protocol)) return `http.${port}${at}`;
  if (server.protocol !== "HTTPS" || server.tls === undefined || isPassthrough(server)) return "";
  const name = server.field.at("port", "name")?.text ?? "";
  const { resource } = server.gateway;
  return `https.${server.portNumber?.value ?? port}.${name}.${resource.name}.${namespaceOf(resource)}${at}`;
}

/** The port of the pod that the Service's port of that number leads to. */
function resolvedPort(number: number, { pod }: GatewayProxy, cluster: Cluster): number {
  if (pod === undefined) return number;
  for (const host of cluster.hosts) {
    if (host.service === undefined || !cluster.podsOf(host).includes(pod)) continue;
    const port = host.ports.find((it) => it.number === number);
    const target = port && targetOf(port, pod);
    if (target !== undefined) return target;
  }
  return number;
}
