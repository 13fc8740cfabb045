import { targetOf, type Endpoint } from "../mesh/cluster/endpoints.ts";
import type { Cluster } from "../mesh/cluster/cluster.ts";
import type { RegisteredHost, RegisteredPort } from "../mesh/cluster/registered-host.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Pod } from "../mesh/cluster/pod.ts";
import type { Request, Stream } from "./call.ts";
import { answersMutualTls, type Upstream } from "./facts/clusters.ts";
import { applyHeaders, headerFacts, headersOfDestination } from "./header-changes.ts";
import { arriveAt, podName } from "./inbound.ts";
import { isIp, resolveName, type Dialed } from "./name-resolution.ts";
import type { EndpointOutcome, Outcome, Target } from "./outcome.ts";
import type { SendingProxy } from "./proxy.ts";
import type { NamedTarget } from "./route-request.ts";

/** What a connection to a gateway becomes there. */
export interface GatewayHops {
  /** `undefined`: the pod is no gateway's. */
  pod(pod: Pod, port: number, incoming: Incoming): Outcome | undefined;
  /** At the proxy that Istio makes for a Gateway of the Gateway API. */
  managed(gateway: Resource, port: number, incoming: Incoming): Outcome;
}

/** A connection that a proxy opens. */
export interface Incoming {
  readonly stream: Stream;
  readonly sent: "mtls" | "tls" | "plaintext";
  readonly principal: string | undefined;
  readonly sni: string | undefined;
  /** The proxy forwards bytes: it offers the server's proxy no HTTP. */
  readonly asTcp: boolean;
}

/** Who sends, from where, and how gateways on the way are asked. */
export interface Sender {
  readonly proxy: SendingProxy;
  /** Of the certificate it shows. */
  readonly principal: string;
  /** What the client connected to; `undefined` at gateways. */
  readonly dialed: Dialed | undefined;
  readonly port: number;
  readonly hops: GatewayHops;
  /** Routes of the Gateway API send. */
  readonly isApi?: boolean;
}

/** What a proxy sends through a cluster. */
interface Sending {
  readonly stream: Stream;
  readonly asTcp: boolean;
}

/** A destination of an HTTP route. */
export function httpTarget(target: NamedTarget, request: Request, sender: Sender): Target {
  const { host, port, subset, weight, field } = target;
  const named = {
    ...(host === undefined ? { cluster: "UnknownService" } : { host, port }),
    ...(subset === undefined ? {} : { subset }),
    ...(weight === undefined ? {} : { weight }),
    ...(field ? { field } : {}),
  };
  const upstream = host === undefined ? undefined : sender.proxy.upstream(host, port, subset);
  if (upstream === undefined) {
    // Routes of the Gateway API answer 500.
    const sees = sender.isApi ? "UNKNOWN" : "UNAVAILABLE";
    return { ...named, missing: true, fails: ["missing_cluster"], sees };
  }
  const version = upstream.http === undefined ? "http1" : "h2";
  const changes =
    weight === undefined || field === undefined ? undefined : headersOfDestination(field);
  const sent = changes ? applyHeaders(request, changes) : request;
  if (upstream.type === "dynamic_forward_proxy") {
    const why = "cluster type envoy.clusters.dynamic_forward_proxy";
    return {
      ...named,
      http: version,
      why,
      settings: { ...upstream.settings, lb: "CLUSTER_PROVIDED" },
    };
  }
  const outcomes = endpointsOf(
    upstream,
    { stream: { kind: "http", version, request: sent }, asTcp: false },
    sender,
  );
  return {
    ...named,
    http: version,
    settings: { ...upstream.settings, ...(changes ? headerFacts(changes) : {}) },
    ...(version === "http1" ? { fails: ["http1_upstream"] as const } : {}),
    ...reached(outcomes, version === "http1" ? ["http1_upstream"] : []),
  };
}

/** A destination of a TCP chain. */
export function tcpTarget(
  { host, port, subset, weight }: NamedTarget,
  stream: Stream,
  sender: Sender,
): Target {
  const named = {
    host: host ?? "",
    port,
    ...(subset === undefined ? {} : { subset }),
    ...(weight === undefined ? {} : { weight }),
  };
  const upstream = sender.proxy.upstream(host ?? "", port, subset);
  if (upstream === undefined) {
    return { ...named, missing: true, fails: ["missing_cluster"], sees: "UNAVAILABLE" };
  }
  return {
    ...named,
    settings: upstream.settings,
    ...reached(endpointsOf(upstream, { stream, asTcp: true }, sender), []),
  };
}

function reached(
  endpoints: readonly EndpointOutcome[],
  fails: NonNullable<Target["fails"]>,
): Pick<Target, "endpoints" | "fails" | "sees"> {
  if (endpoints.length > 0) return { endpoints };
  return { fails: [...fails, "no_endpoints"], sees: "UNAVAILABLE" };
}

function endpointsOf(
  upstream: Upstream,
  sending: Sending,
  sender: Sender,
): readonly EndpointOutcome[] {
  if (upstream.type === "ORIGINAL_DST") return originalDestination(upstream, sending, sender);
  const { type } = upstream;
  const found =
    type === "EDS"
      ? upstream.endpoints
      : upstream.endpoints.slice(0, type === "LOGICAL_DNS" ? 1 : undefined);
  const isWritten = (upstream.host.resource.spec?.get("endpoints")?.items().length ?? 0) > 0;
  return merged(
    found.flatMap((endpoint) => {
      if (upstream.host.managed) {
        const wire = wireFor(upstream, endpoint, sending, sender);
        return [atManaged(upstream.host, endpoint.port, wire, sender)];
      }
      if (endpoint.pod)
        return [atPod(endpoint.pod, endpoint.port, upstream, endpoint, sending, sender)];
      const address = endpoint.address ?? (isWritten ? undefined : upstream.host.host);
      return atAddress(address, endpoint.port, upstream, endpoint, sending, sender);
    }),
  );
}

/** Where the client itself connected to. */
function originalDestination(
  upstream: Upstream,
  sending: Sending,
  sender: Sender,
): readonly EndpointOutcome[] {
  const { dialed, port } = sender;
  if (dialed === undefined) return [];
  const wire = wireFor(upstream, undefined, sending, sender);
  return deliver(dialed, port, wire, sender);
}

/** What goes over a connection to a place that a name or an address stands for. */
export function deliver(
  dialed: Dialed,
  port: number,
  wire: Incoming,
  sender: Pick<Sender, "hops"> & { readonly proxy: Pick<SendingProxy, "cluster"> },
): readonly EndpointOutcome[] {
  const { cluster } = sender.proxy;
  if (dialed.kind === "error") return [];
  if (dialed.kind === "outside") {
    const address = dialed.ip ?? "outside";
    return [{ address, port, sent: wire.sent, ...sniShown(wire) }];
  }
  if (dialed.kind === "pod") return merged([arrive(dialed.pod, port, wire, sender)]);
  const { host } = dialed;
  const title = serviceTitle(host);
  const own = host.ports.find(({ number }) => number === port);
  if (own === undefined) {
    return [{ address: title, fails: ["no_such_port"], sees: "UNAVAILABLE" }];
  }
  if (host.managed) return [atManaged(host, port, wire, sender)];
  const found = kubernetesEndpoints(host, own, cluster);
  if (found.length === 0) return [{ address: title, fails: ["no_endpoints"], sees: "UNAVAILABLE" }];
  return merged(
    found.map((it) =>
      it.pod
        ? arrive(it.pod, it.port, wire, sender)
        : { address: it.address ?? title, port: it.port, sent: wire.sent, ...sniShown(wire) },
    ),
  );
}

/** What kube-proxy knows of: pods of the selector, or what an `Endpoints` object lists. */
function kubernetesEndpoints(
  host: RegisteredHost,
  port: RegisteredPort,
  cluster: Cluster,
): readonly Pick<Endpoint, "pod" | "address" | "port">[] {
  if (host.service?.selector.size === 0) {
    return cluster.endpointsOf(host, port).filter((it) => it.address !== undefined);
  }
  return cluster.podsOf(host).flatMap((pod) => {
    const target = targetOf(port, pod);
    return target === undefined ? [] : [{ pod, port: target, address: undefined }];
  });
}

/** `service shop/orders`. */
export function serviceTitle({ host, namespace }: RegisteredHost): string {
  return `service ${namespace}/${host.slice(0, host.indexOf("."))}`;
}

function atManaged(
  host: RegisteredHost,
  port: number,
  wire: Incoming,
  { hops }: Pick<Sender, "hops">,
): EndpointOutcome {
  const name = host.host.slice(0, host.host.indexOf("."));
  return {
    pods: [`${host.namespace}/${name}-0`],
    port,
    sent: wire.sent,
    ...sniShown(wire),
    hop: hops.managed(host.resource, port, wire),
  };
}

function atPod(
  pod: Pod,
  port: number,
  upstream: Upstream,
  endpoint: Endpoint,
  sending: Sending,
  sender: Sender,
): EndpointOutcome {
  return arrive(pod, port, wireFor(upstream, endpoint, sending, sender), sender);
}

function atAddress(
  address: string | undefined,
  port: number,
  upstream: Upstream,
  endpoint: Endpoint,
  sending: Sending,
  sender: Sender,
): readonly EndpointOutcome[] {
  const wire = wireFor(upstream, endpoint, sending, sender);
  if (address === undefined)
    return [{ address: "outside", port, sent: wire.sent, ...sniShown(wire) }];
  if (isIp(address)) return [{ address, port, sent: wire.sent, ...sniShown(wire) }];
  const dialed = resolveName(address, sender.proxy.client.namespace, sender.proxy.cluster);
  if (dialed.kind === "error") return [];
  return deliver(dialed, port, wire, sender);
}

function arrive(
  pod: Pod,
  port: number,
  wire: Incoming,
  sender: Pick<Sender, "hops"> & { readonly proxy: Pick<SendingProxy, "cluster"> },
): EndpointOutcome {
  const base = { pods: [podName(pod)], port, sent: wire.sent };
  const hop = sender.hops.pod(pod, port, wire);
  if (hop) return { ...base, ...sniShown(wire), hop };
  return { ...base, ...arriveAt(pod, { ...wire, port }, sender.proxy.cluster) };
}

function sniShown({ sent, sni }: Incoming): { readonly sni?: string } {
  return sent !== "plaintext" && sni !== undefined ? { sni } : {};
}

/** How the sending proxy wraps a stream. */
function wireFor(
  upstream: Upstream,
  endpoint: Endpoint | undefined,
  { stream, asTcp }: Sending,
  { proxy, principal }: Sender,
): Incoming {
  const { host, port, subset, tls } = upstream;
  const plain: Incoming = {
    stream,
    sent: stream.kind === "tls" ? "tls" : "plaintext",
    principal: undefined,
    sni: stream.kind === "tls" ? stream.sni : undefined,
    asTcp,
  };
  const own = tls.written?.get("sni")?.text;
  const istioSni = `outbound_.${port.number}_.${subset?.name?.value ?? ""}_.${host.host}`;
  switch (tls.mode) {
    case "DISABLE":
      return plain;
    case "auto":
      return endpoint && answersMutualTls(endpoint, proxy.cluster)
        ? { stream, sent: "mtls", principal, sni: istioSni, asTcp }
        : plain;
    case "ISTIO_MUTUAL":
      return { stream, sent: "mtls", principal, sni: own ?? istioSni, asTcp };
    default: {
      // A name taken from the request, which a TCP proxy does not see.
      const request = stream.kind === "http" && !asTcp ? stream.request : undefined;
      const auto = request?.authority.replace(/:\d+$/, "");
      return { stream, sent: "tls", principal: undefined, sni: own ?? auto, asTcp };
    }
  }
}

/** Places that differ only by their name are one. */
function merged(outcomes: readonly EndpointOutcome[]): readonly EndpointOutcome[] {
  const byKey = new Map<string, EndpointOutcome>();
  for (const outcome of outcomes) {
    const { pods, steps, hop, ...rest } = outcome;
    const shown = hop ? { ...hop, steps: [] } : undefined;
    const key = JSON.stringify([rest, shown, pods === undefined]);
    const known = byKey.get(key);
    byKey.set(
      key,
      known?.pods && pods ? { ...known, pods: [...known.pods, ...pods].toSorted() } : outcome,
    );
  }
  return [...byKey.values()];
}
