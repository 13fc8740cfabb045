import { namespaceOf } from "../mesh/world/age.ts";
import { commonHosts } from "../mesh/resolve/bindings.ts";
import { selectsAll } from "../mesh/resolve/pod.ts";
import { isPassthrough } from "../mesh/objects/gateway.ts";
import { hostCovers, qualifyHost } from "../mesh/objects/hosts.ts";
import { gatewayName } from "../mesh/resolve/virtual-service-order.ts";
import type { VirtualService } from "../mesh/objects/virtual-service.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { Field } from "../yaml/field.ts";
import type { Stream } from "./call.ts";
import { verdictAtGateway, type ArrivedAtGateway } from "./gateway-http.ts";
import { stepsOf } from "./inbound.ts";
import type { Outcome } from "./outcome.ts";
import { verdictFacts } from "./rbac.ts";
import type { NamedTarget } from "./route-request.ts";
import { tcpTarget } from "./send.ts";
import type { Sender } from "./sender.ts";

/** TLS that passes through, or plain TCP: `tls` and `tcp` routes of VirtualServices. */
export function tcpAtGateway(arrived: ArrivedAtGateway, sender: Sender): Outcome {
  const { served, incoming, isOpened, step } = arrived;
  const { cluster } = sender.proxy;
  const verdict = verdictAtGateway(arrived, undefined, cluster);
  const steps = [step, ...stepsOf(verdict)];
  const route = routeFor(arrived, cluster);
  if (route === undefined) return { result: "no_chain", sees: "UNAVAILABLE", steps };
  const decided = verdictFacts(verdict);
  if (verdict?.decision === "deny") {
    return { result: "denied", ...decided, sees: "UNAVAILABLE", steps };
  }
  const { stream } = incoming;
  const inner: Stream =
    isOpened && stream.kind === "tls"
      ? { kind: "http", version: "h2", request: { ...stream.request, scheme: "https" } }
      : stream;
  const port = served.server.portNumber?.value ?? 0;
  const to = targetsOf(route, port, cluster).map((it) => tcpTarget(it, inner, sender));
  return {
    result: "tcp",
    ...decided,
    to,
    steps: [...steps, { text: "route", field: route.field }],
  };
}

interface TcpRoute {
  readonly field: Field;
  /** Of the VirtualService. */
  readonly namespace: string;
}

function targetsOf(
  { field, namespace }: TcpRoute,
  port: number,
  cluster: Cluster,
): readonly NamedTarget[] {
  const entries = field.get("route")?.items() ?? [];
  return entries.map((entry) => {
    const at = entry.get("destination");
    const host = qualifyHost(at?.get("host")?.text ?? "", namespace, cluster.clusterDomain);
    const ports = cluster.hostsNamed(host)[0]?.ports ?? [];
    const only = ports.length === 1 ? ports[0]?.number : undefined;
    return {
      host,
      port: at?.at("port", "number")?.number()?.value ?? only ?? port,
      subset: at?.get("subset")?.text,
      weight: entries.length > 1 ? (entry.get("weight")?.number()?.value ?? 0) : undefined,
      field: entry,
    };
  });
}

/**
 * The first route of the gateway's VirtualServices that matches the connection.
 * Source: istio `pilot/pkg/networking/core/gateway.go` buildGatewayNetworkFiltersFromTLSRoutes,
 * buildGatewayNetworkFiltersFromTCPRoutes (1.31).
 */
function routeFor(arrived: ArrivedAtGateway, cluster: Cluster): TcpRoute | undefined {
  const { served, proxy, incoming } = arrived;
  const { resource } = served.server.gateway;
  const gateway = `${namespaceOf(resource)}/${resource.name}`;
  const sni = incoming.sni ?? (incoming.stream.kind === "tls" ? incoming.stream.sni : "");
  const bySni = isPassthrough(served.server);
  for (const service of cluster.virtualServices(proxy.namespace, gateway)) {
    if ([...commonHosts(served.server, service, cluster.clusterDomain)].length === 0) continue;
    const field = bySni
      ? service.tls.find((it) => takesName(it, sni, { arrived, service, gateway }))
      : service.tcp.find((it) => takesAny(it, { arrived, service, gateway }));
    if (field) return { field, namespace: namespaceOf(service.resource) };
  }
  return undefined;
}

interface Asked {
  readonly arrived: ArrivedAtGateway;
  readonly service: VirtualService;
  /** `namespace/name`. */
  readonly gateway: string;
}

function takesName(route: Field, sni: string, asked: Asked): boolean {
  return (route.get("match")?.items() ?? []).some(
    (match) =>
      (match.get("sniHosts")?.strings() ?? []).some(({ value }) =>
        hostCovers(value.toLowerCase(), sni.toLowerCase()),
      ) && fitsProxy(match, asked),
  );
}

function takesAny(route: Field, asked: Asked): boolean {
  const matches = route.get("match")?.items() ?? [];
  return matches.length === 0 || matches.some((match) => fitsProxy(match, asked));
}

function fitsProxy(match: Field, { arrived, service, gateway }: Asked): boolean {
  const namespace = namespaceOf(service.resource);
  const named = (match.get("gateways")?.strings() ?? []).map(({ value }) =>
    gatewayName(value, namespace),
  );
  const port = match.get("port")?.number()?.value;
  const labels = match.get("sourceLabels")?.stringMap() ?? new Map<string, never>();
  return (
    (named.length === 0 || named.includes(gateway)) &&
    (port === undefined || port === 0 || port === arrived.served.server.portNumber?.value) &&
    selectsAll(labels, arrived.proxy.labels)
  );
}
