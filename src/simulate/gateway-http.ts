import { gatewayHosts } from "../mesh/proxy/gateway-hosts.ts";
import type { GatewayProxy, ServedServer } from "../mesh/proxy/gateway-servers.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { Request } from "./call.ts";
import { requestFiltersOf } from "./facts/inbound.ts";
import { insertedFilters } from "./facts/inserted-filters.ts";
import { finish } from "./finish-route.ts";
import { stepsOf } from "./inbound.ts";
import type { Outcome, Step } from "./outcome.ts";
import { gatewayContext } from "./proxy.ts";
import { authorize, verdictFacts, type Verdict } from "./rbac.ts";
import { chooseRoute } from "./route-request.ts";
import type { Sender } from "./sender.ts";
import { virtualHostFor } from "./virtual-host.ts";
import type { Incoming } from "./wire.ts";

/** A connection at the gateway server that accepts it. */
export interface ArrivedAtGateway {
  readonly proxy: GatewayProxy;
  readonly served: ServedServer;
  /** All servers of the port. */
  readonly onPort: readonly ServedServer[];
  readonly incoming: Incoming;
  /** The gateway terminates the TLS of the connection. */
  readonly isOpened: boolean;
  readonly step: Step;
}

function requestIn({ stream, sent }: Incoming): Request {
  return sent === "plaintext" ? stream.request : { ...stream.request, scheme: "https" };
}

/** HTTP routes: the virtual host, then the route that the request meets. */
export function httpAtGateway(arrived: ArrivedAtGateway, sender: Sender): Outcome {
  const { proxy, served, onPort, incoming, step } = arrived;
  const { cluster } = sender.proxy;
  const request = requestIn(incoming);
  const inserted = insertedFilters(cluster, proxy, { context: "GATEWAY", port: served.port });
  const filters = [
    ...(served.server.protocol === "GRPC-Web" ? ["grpc_web"] : []),
    ...requestFiltersOf(cluster, proxy.namespace, proxy.labels),
    ...inserted.names,
  ];
  const shown = filters.length > 0 ? { filters } : {};
  const verdict = verdictAtGateway(arrived, request, cluster);
  const steps = [step, ...inserted.steps, ...stepsOf(verdict)];
  const sharing = onPort.filter(({ route }) => route === served.route);
  const hosts = gatewayHosts(sharing, proxy, cluster);
  const found = virtualHostFor(hosts, request.authority);
  const isPlain = incoming.sent === "plaintext" && incoming.stream.kind === "http";
  if (found?.requiresTls === true && isPlain) {
    return { result: "https_redirect", vhost: found.host, ...shown, sees: "UNKNOWN", steps };
  }
  const common = { ...shown, ...verdictFacts(verdict) };
  if (verdict?.decision === "deny") {
    return { result: "denied", ...common, sees: "PERMISSION_DENIED", steps };
  }
  const isHttp1 = incoming.stream.kind === "http" && incoming.stream.version === "http1";
  const broken = isHttp1 ? { fails: ["http1_downstream"] as const } : {};
  const lost = { ...common, ...broken, sees: "UNIMPLEMENTED", steps };
  if (hosts.length === 0) return { result: "no_route", vhost: "blackhole", ...lost };
  if (found === undefined) return { result: "no_vhost", ...lost };
  const context = gatewayContext(sender.proxy, found.port);
  const tried = chooseRoute(found.routes, request, context);
  const way = [...steps, ...tried.steps];
  const routing = { vhost: found.host, choice: tried.choice, isApi: false, request, steps: way };
  return { ...finish(routing, sender), ...common, ...broken };
}

/** What the policies of the gateway's pod decide; `request` is `undefined` where only bytes are seen. */
export function verdictAtGateway(
  { proxy, served, incoming }: ArrivedAtGateway,
  request: Request | undefined,
  cluster: Cluster,
): Verdict | undefined {
  if (proxy.pod === undefined) return undefined;
  const policies = cluster.authorizationOf(proxy.pod.workload);
  const { principal, sni } = incoming;
  return authorize(policies, { request, port: served.port, principal, sni }, cluster);
}
