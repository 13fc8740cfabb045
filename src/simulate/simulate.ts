import { namespaceOf } from "../mesh/world/age.ts";
import type { Catalogue } from "../mesh/resolve/catalogue.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import { gatewayProxies, type GatewayProxy } from "../mesh/proxy/gateway-servers.ts";
import { targetOf } from "../mesh/proxy/endpoints.ts";
import type { Client } from "../mesh/proxy/sidecar-scope.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import { onceFor } from "../collections/lazy.ts";
import { streamOf, type Call } from "./call.ts";
import { throughGateway } from "./gateway.ts";
import { accountOf, principalOf } from "./inbound.ts";
import { throughManagedGateway } from "./managed-gateway.ts";
import { isIp, resolveName, type Dialed } from "./name-resolution.ts";
import type { Outcome, Step } from "./outcome.ts";
import { throughSidecar } from "./outbound.ts";
import { proxyOf, type SendingProxy } from "./proxy.ts";
import { deliver, serviceTitle } from "./deliver.ts";
import type { GatewayHops, Sender } from "./sender.ts";
import type { Incoming } from "./wire.ts";
import { atWaypoint, ztunnelStep } from "./ztunnel.ts";

/** Simulates calls in one mesh; intermediate results are cached for later calls. */
export interface Simulation {
  /** The proxies of Istio Gateways. */
  readonly gateways: readonly GatewayProxy[];
  /** Whether a plain pod of a namespace has a sidecar. */
  injects(namespace: string): boolean;
  run(call: Call): Outcome;
}

export function simulationOf(cluster: Cluster, catalogue: Catalogue): Simulation {
  const gateways = gatewayProxies(catalogue.gateways(), cluster);
  const byPod = new Map(gateways.flatMap((it) => (it.pod ? [[it.pod, it] as const] : [])));
  const hops = hopsIn(cluster, byPod);
  const sidecarOf = onceFor((pod: Pod) => proxyOf(cluster, pod, true));
  const namespaceProxies = new Map<string, SendingProxy>();
  const plainProxy = (client: Client): SendingProxy => {
    const key = `${client.namespace} ${[...client.labels].join()}`;
    const known = namespaceProxies.get(key) ?? proxyOf(cluster, client, true);
    namespaceProxies.set(key, known);
    return known;
  };

  function run(call: Call): Outcome {
    const { from } = call;
    switch (from.kind) {
      case "gateway": {
        const port = podPortOf(from.proxy, call.port, cluster);
        return hops.gateway(from.proxy, port, openedBy(call));
      }
      case "managed gateway":
        return hops.managed(from.gateway, call.port, openedBy(call));
      case "pod": {
        const { pod } = from;
        const hasSidecar = pod.hasSidecar && !isPastSidecar(pod, call.port) && !byPod.has(pod);
        return runFrom(call, { proxy: sidecarOf(pod), account: accountOf(pod), hasSidecar }, hops);
      }
      default: {
        const proxy = plainProxy(from.client);
        const { account, hasSidecar } = from;
        return runFrom(call, { proxy, account, hasSidecar }, hops);
      }
    }
  }

  return { gateways, injects: (namespace) => cluster.injects(namespace), run };
}

interface Hops extends GatewayHops {
  gateway(gateway: GatewayProxy, port: number, incoming: Incoming): Outcome;
}

/** What connections become at gateways, which send on in turn. */
function hopsIn(cluster: Cluster, byPod: ReadonlyMap<Pod, GatewayProxy>): Hops {
  const gatewayProxy = onceFor((proxy: GatewayProxy) => proxyOf(cluster, proxy, false));
  const hops: Hops = {
    gateway(gateway, port, incoming) {
      const account = gateway.pod ? accountOf(gateway.pod) : "default";
      return throughGateway(gateway, port, incoming, {
        proxy: gatewayProxy(gateway),
        principal: principalOf(gateway.namespace, account, cluster),
        dialed: undefined,
        port,
        hops,
      });
    },
    pod(pod, port, incoming) {
      const gateway = byPod.get(pod);
      return gateway && hops.gateway(gateway, port, incoming);
    },
    managed(gateway, port, incoming) {
      const namespace = namespaceOf(gateway);
      const labels = new Map([["gateway.networking.k8s.io/gateway-name", gateway.name]]);
      return throughManagedGateway(gateway, port, incoming, {
        proxy: proxyOf(cluster, { namespace, labels }, false),
        principal: principalOf(namespace, `${gateway.name}-istio`, cluster),
        dialed: undefined,
        port,
        hops,
      });
    },
  };
  return hops;
}

interface CallingPod {
  readonly proxy: SendingProxy;
  /** The ServiceAccount's name. */
  readonly account: string;
  readonly hasSidecar: boolean;
}

function runFrom(
  call: Call,
  { proxy, account, hasSidecar }: CallingPod,
  hops: GatewayHops,
): Outcome {
  const { cluster } = proxy;
  const { namespace } = proxy.client;
  const dialed = resolveName(call.host, namespace, cluster);
  if (dialed.kind === "error") {
    return { result: "dns_error", why: dialed.why, sees: "UNAVAILABLE", steps: [] };
  }
  const principal = principalOf(namespace, account, cluster);
  const sender: Sender = { proxy, principal, dialed, port: call.port, hops };
  const dial = dialTitle(dialed);
  const first = dialStep(call, dialed, dial);
  if (hasSidecar) {
    const outcome = throughSidecar(streamOf(call), dialed, call, sender);
    return { dial, ...outcome, steps: [first, ...sidecarSteps(proxy), ...outcome.steps] };
  }
  const ztunnel = ztunnelStep(call.from, cluster);
  if (ztunnel === undefined) {
    const endpoints = deliver(dialed, call.port, openedBy(call), sender);
    const step = { text: "the caller has no sidecar", field: undefined };
    return { result: "direct", dial, endpoints, steps: [first, step] };
  }
  const waypoint = dialed.kind === "service" ? atWaypoint(dialed.host, cluster) : undefined;
  if (waypoint) return { dial, ...waypoint, steps: [first, ztunnel, ...waypoint.steps] };
  const tunnelled = { ...openedBy(call), principal, isTunnelled: true };
  const endpoints = deliver(dialed, call.port, tunnelled, sender);
  return { result: "direct", dial, endpoints, steps: [first, ztunnel] };
}

function dialStep({ host }: Call, dialed: Dialed, title: string): Step {
  const resource = dialed.kind === "service" ? dialed.host.resource : undefined;
  const text = title === "outside" ? "an address outside the cluster" : title;
  const verb = isIp(host) ? "is" : "resolves to";
  return { text: `\`${host}\` ${verb} ${text}`, field: resource?.metadata?.get("name") };
}

function sidecarSteps({ scope }: SendingProxy): readonly Step[] {
  const sidecar = scope?.sidecar;
  if (sidecar === undefined) return [];
  const text = `Sidecar \`${namespaceOf(sidecar)}/${sidecar.name}\` decides which hosts the caller sees`;
  return [{ text, field: sidecar.metadata?.get("name") }];
}

/** The connection that the client itself opens. */
function openedBy(call: Call): Incoming {
  const stream = streamOf(call);
  const sent = stream.kind === "tls" ? "tls" : "plaintext";
  return { stream, sent, principal: undefined, sni: call.tls?.sni, asTcp: false };
}

function isPastSidecar({ workload }: Pod, port: number): boolean {
  const excluded = workload.annotations.get("traffic.sidecar.istio.io/excludeOutboundPorts")?.value;
  return (excluded ?? "").split(",").some((it) => it.trim() === String(port));
}

function dialTitle(dialed: Dialed): string {
  if (dialed.kind === "service") return serviceTitle(dialed.host);
  if (dialed.kind === "pod") return `pod ${podTitle(dialed.pod)}`;
  return "outside";
}

function podTitle({ namespace, workload }: Pod): string {
  const { resource } = workload;
  return `${namespace}/${resource.kind === "Pod" ? resource.name : `${resource.name}-0`}`;
}

/** The target port of a port of the gateway's Service. */
function podPortOf({ pod }: GatewayProxy, port: number, cluster: Cluster): number {
  if (pod === undefined) return port;
  for (const host of cluster.hosts) {
    if (host.service === undefined || !cluster.podsOf(host).includes(pod)) continue;
    const own = host.ports.find(({ number }) => number === port);
    const target = own && targetOf(own, pod);
    if (target !== undefined) return target;
  }
  return port;
}
