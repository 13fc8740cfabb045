import { namespaceOf } from "../mesh/age.ts";
import type { Cluster } from "../mesh/cluster/cluster.ts";
import { gatewayHosts } from "../mesh/cluster/gateway-hosts.ts";
import {
  isTlsServer,
  mergedServers,
  type GatewayProxy,
  type ServedServer,
} from "../mesh/cluster/gateway-servers.ts";
import { selectsAll } from "../mesh/cluster/pod.ts";
import { isPassthrough, serverHost, servesHttp } from "../mesh/gateway.ts";
import { hostCovers, qualifyHost } from "../mesh/hosts.ts";
import { commonHosts } from "../mesh/bindings.ts";
import { gatewayName } from "../mesh/virtual-service-order.ts";
import { onceFor } from "../mesh/lazy.ts";
import type { Field } from "../yaml/field.ts";
import type { Request, Stream } from "./call.ts";
import { requestFiltersOf } from "./facts/inbound.ts";
import { finish } from "./finish-route.ts";
import { stepsOf } from "./inbound.ts";
import type { Outcome, Step } from "./outcome.ts";
import { virtualHostFor } from "./outbound.ts";
import { gatewayContext } from "./proxy.ts";
import { authorize } from "./rbac.ts";
import { chooseRoute } from "./route-request.ts";
import { tcpTarget, type Incoming, type Sender } from "./send.ts";

/** The servers of one gateway's proxy. */
const serversOf = onceFor((cluster: Cluster) =>
  onceFor((proxy: GatewayProxy) => mergedServers(proxy, cluster)),
);

/** What a gateway's proxy makes of a connection to a port of its pod. */
export function throughGateway(
  proxy: GatewayProxy,
  port: number,
  incoming: Incoming,
  sender: Sender,
): Outcome {
  const { cluster } = sender.proxy;
  // Others listen on addresses that nobody outside of the pod reaches.
  const onPort = serversOf(cluster)(proxy).kept.filter(
    (it) => it.port === port && /^(0\.0\.0\.0)?$/.test(it.bind),
  );
  if (onPort.length === 0) return { result: "no_listener", sees: "UNAVAILABLE", steps: [] };
  const isTls = incoming.sent !== "plaintext" || incoming.stream.kind === "tls";
  const picked = isTls ? tlsServer(onPort, incoming) : plainServer(onPort);
  if ("result" in picked) return picked;
  const { served } = picked;
  const step: Step = {
    text: `gateway server of port ${served.server.portNumber?.value ?? port}`,
    field: served.server.field,
  };
  const isOpened = isTls && served.server.tls !== undefined && !isPassthrough(served.server);
  if (!servesHttp(served.server)) {
    return tcpRoute(served, onPort, incoming, isOpened, proxy, sender, step);
  }
  if (incoming.stream.kind === "tls" && incoming.sent === "mtls") {
    return { result: "unknown", why: "TLS in TLS", steps: [step] };
  }
  return httpRoute(served, onPort, incoming, proxy, sender, step);
}

type Picked = { readonly served: ServedServer } | Outcome;

function plainServer(onPort: readonly ServedServer[]): Picked {
  const served = onPort.find(({ server }) => !isTlsServer(server));
  if (served) return { served };
  // A chain for all names takes the connection, and its handshake fails.
  const isForAll = onPort.some(({ server }) =>
    server.hosts.some(({ value }) => serverHost(value) === "*"),
  );
  return isForAll
    ? {
        result: "tls_error",
        why: "plaintext sent to a TLS listener",
        sees: "UNAVAILABLE",
        steps: [],
      }
    : { result: "no_chain", sees: "UNAVAILABLE", steps: [] };
}

/** The server whose hosts hold the SNI, the most specific first. */
function tlsServer(onPort: readonly ServedServer[], incoming: Incoming): Picked {
  const { stream, sent } = incoming;
  const sni = incoming.sni ?? (stream.kind === "tls" ? stream.sni : "");
  const tls = onPort.filter(({ server }) => isTlsServer(server));
  let best: { readonly served: ServedServer; readonly length: number } | undefined;
  for (const served of tls) {
    for (const { value } of served.server.hosts) {
      const host = serverHost(value).toLowerCase();
      if (!hostCovers(host, sni.toLowerCase())) continue;
      const length = host === sni.toLowerCase() ? Infinity : host.length;
      if (length > (best?.length ?? 0)) best = { served, length };
    }
  }
  if (best === undefined) {
    const plain = onPort.find(({ server }) => !isTlsServer(server));
    if (plain === undefined) return { result: "no_chain", sees: "UNAVAILABLE", steps: [] };
    if (!servesHttp(plain.server)) return { served: plain };
    const why = "TLS sent to a plaintext HTTP listener";
    return { result: "tls_error", why, sees: "UNAVAILABLE", steps: [] };
  }
  const { server } = best.served;
  const wantsCertificate = /^(ISTIO_)?MUTUAL$/.test(server.tlsMode?.value ?? "");
  const shows = sent === "mtls" || (stream.kind === "tls" && stream.hasCertificate);
  if (wantsCertificate && !shows) {
    return { result: "tls_error", why: "no client certificate", sees: "UNAVAILABLE", steps: [] };
  }
  return { served: best.served };
}

function requestIn({ stream, sent }: Incoming): Request {
  return sent === "plaintext" ? stream.request : { ...stream.request, scheme: "https" };
}

function httpRoute(
  served: ServedServer,
  onPort: readonly ServedServer[],
  incoming: Incoming,
  proxy: GatewayProxy,
  sender: Sender,
  step: Step,
): Outcome {
  const { cluster } = sender.proxy;
  const request = requestIn(incoming);
  const filters = [
    ...(served.server.protocol === "GRPC-Web" ? ["grpc_web"] : []),
    ...requestFiltersOf(cluster, proxy.namespace, proxy.labels),
  ];
  const shown = filters.length > 0 ? { filters } : {};
  const verdict = verdictAt(proxy, request, served, incoming, cluster);
  const authz = verdict && {
    authz: verdict.decision,
    ...(verdict.by.length > 0 ? { by: verdict.by } : {}),
  };
  const steps = [step, ...stepsOf(verdict)];
  const sharing = onPort.filter(({ route }) => route === served.route);
  const hosts = gatewayHosts(sharing, proxy, cluster);
  const found = virtualHostFor(hosts, request.authority);
  const isPlain = incoming.sent === "plaintext" && incoming.stream.kind === "http";
  if (found?.requiresTls === true && isPlain) {
    return { result: "https_redirect", vhost: found.host, ...shown, sees: "UNKNOWN", steps };
  }
  if (verdict?.decision === "deny") {
    return { result: "denied", ...shown, ...authz, sees: "PERMISSION_DENIED", steps };
  }
  const common = { ...shown, ...authz };
  const isHttp1 = incoming.stream.kind === "http" && incoming.stream.version === "http1";
  const broken = isHttp1 ? { fails: ["http1_downstream"] as const } : {};
  if (hosts.length === 0) {
    return {
      result: "no_route",
      vhost: "blackhole",
      ...common,
      ...broken,
      sees: "UNIMPLEMENTED",
      steps,
    };
  }
  if (found === undefined) {
    return { result: "no_vhost", ...common, ...broken, sees: "UNIMPLEMENTED", steps };
  }
  const context = gatewayContext(sender.proxy, found.port);
  const { choice, steps: tried } = chooseRoute(found.routes, request, context);
  const routing = { vhost: found.host, choice, isApi: false, request, steps: [...steps, ...tried] };
  return { ...finish(routing, sender), ...common, ...broken };
}

function verdictAt(
  proxy: GatewayProxy,
  request: Request | undefined,
  { port }: ServedServer,
  { principal, sni }: Incoming,
  cluster: Cluster,
): ReturnType<typeof authorize> {
  if (proxy.pod === undefined) return undefined;
  const policies = cluster.authorizationOf(proxy.pod.workload);
  return authorize(policies, { request, port, principal, sni }, cluster);
}

/** TLS that passes through, or plain TCP: `tls` and `tcp` routes of VirtualServices. */
function tcpRoute(
  served: ServedServer,
  onPort: readonly ServedServer[],
  incoming: Incoming,
  isOpened: boolean,
  proxy: GatewayProxy,
  sender: Sender,
  step: Step,
): Outcome {
  const { cluster } = sender.proxy;
  void onPort;
  const verdict = verdictAt(proxy, undefined, served, incoming, cluster);
  const steps = [step, ...stepsOf(verdict)];
  const authz = verdict && {
    authz: verdict.decision,
    ...(verdict.by.length > 0 ? { by: verdict.by } : {}),
  };
  const route = isPassthrough(served.server)
    ? tlsRouteFor(served, incoming, proxy, cluster)
    : tcpRouteFor(served, proxy, cluster);
  if (route === undefined) return { result: "no_chain", sees: "UNAVAILABLE", steps };
  if (verdict?.decision === "deny")
    return { result: "denied", ...authz, sees: "UNAVAILABLE", steps };
  const { stream } = incoming;
  const inner: Stream =
    isOpened && stream.kind === "tls"
      ? { kind: "http", version: "h2", request: { ...stream.request, scheme: "https" } }
      : stream;
  const entries = route.field.get("route")?.items() ?? [];
  const to = entries.map((entry) => {
    const at = entry.get("destination");
    const host = qualifyHost(at?.get("host")?.text ?? "", route.namespace, cluster.clusterDomain);
    const ports = cluster.hostsNamed(host)[0]?.ports ?? [];
    const only = ports.length === 1 ? ports[0]?.number : undefined;
    const target = {
      host,
      port:
        at?.at("port", "number")?.number()?.value ?? only ?? served.server.portNumber?.value ?? 0,
      subset: at?.get("subset")?.text,
      weight: entries.length > 1 ? (entry.get("weight")?.number()?.value ?? 0) : undefined,
      field: entry,
    };
    return tcpTarget(target, inner, sender);
  });
  return { result: "tcp", ...authz, to, steps: [...steps, { text: "route", field: route.field }] };
}

interface TcpRoute {
  readonly field: Field;
  readonly namespace: string;
}

function gatewayOf({ server }: ServedServer): string {
  const { resource } = server.gateway;
  return `${namespaceOf(resource)}/${resource.name}`;
}

/** Source: istio `pilot/pkg/networking/core/gateway.go` buildGatewayNetworkFiltersFromTLSRoutes (1.31). */
function tlsRouteFor(
  served: ServedServer,
  { stream, sni: shown }: Incoming,
  proxy: GatewayProxy,
  cluster: Cluster,
): TcpRoute | undefined {
  const sni = (shown ?? (stream.kind === "tls" ? stream.sni : "")).toLowerCase();
  const gateway = gatewayOf(served);
  for (const service of cluster.virtualServices(proxy.namespace, gateway)) {
    if ([...commonHosts(served.server, service, cluster.clusterDomain)].length === 0) continue;
    const namespace = namespaceOf(service.resource);
    for (const field of service.tls) {
      const matches = field.get("match")?.items() ?? [];
      const isMet = matches.some(
        (match) =>
          (match.get("sniHosts")?.strings() ?? []).some(({ value }) =>
            hostCovers(value.toLowerCase(), sni),
          ) && matchesProxy(match, namespace, gateway, served, proxy),
      );
      if (isMet) return { field, namespace };
    }
  }
  return undefined;
}

/** Source: buildGatewayNetworkFiltersFromTCPRoutes, same file. */
function tcpRouteFor(
  served: ServedServer,
  proxy: GatewayProxy,
  cluster: Cluster,
): TcpRoute | undefined {
  const gateway = gatewayOf(served);
  for (const service of cluster.virtualServices(proxy.namespace, gateway)) {
    if ([...commonHosts(served.server, service, cluster.clusterDomain)].length === 0) continue;
    const namespace = namespaceOf(service.resource);
    for (const field of service.tcp) {
      const matches = field.get("match")?.items() ?? [];
      const isMet =
        matches.length === 0 ||
        matches.some((match) => matchesProxy(match, namespace, gateway, served, proxy));
      if (isMet) return { field, namespace };
    }
  }
  return undefined;
}

function matchesProxy(
  match: Field,
  namespace: string,
  gateway: string,
  { server }: ServedServer,
  proxy: GatewayProxy,
): boolean {
  const named = (match.get("gateways")?.strings() ?? []).map(({ value }) =>
    gatewayName(value, namespace),
  );
  const port = match.get("port")?.number()?.value;
  const labels = match.get("sourceLabels")?.stringMap() ?? new Map<string, never>();
  return (
    (named.length === 0 || named.includes(gateway)) &&
    (port === undefined || port === 0 || port === server.portNumber?.value) &&
    selectsAll(labels, proxy.labels)
  );
}
