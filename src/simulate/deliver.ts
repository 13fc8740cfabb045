import type { Cluster } from "../mesh/proxy/cluster.ts";
import { targetOf, type Endpoint } from "../mesh/proxy/endpoints.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import type { RegisteredHost, RegisteredPort } from "../mesh/proxy/registered-host.ts";
import { arriveAt, podName } from "./inbound.ts";
import type { Dialed } from "./name-resolution.ts";
import type { EndpointOutcome } from "./outcome.ts";
import type { SendingProxy } from "./proxy.ts";
import type { Sender } from "./sender.ts";
import { sniShown, type Incoming } from "./wire.ts";
import { isAmbient } from "./ztunnel.ts";

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
  const named = host.ports.find(({ number }) => number === port);
  if (named === undefined) {
    return [{ address: title, fails: ["no_such_port"], sees: "UNAVAILABLE" }];
  }
  if (host.managed) return [atManaged(host, port, wire, sender)];
  const found = kubernetesEndpoints(host, named, cluster);
  if (found.length === 0) return [{ address: title, fails: ["no_endpoints"], sees: "UNAVAILABLE" }];
  const at = ({ pod, address = title, port: own }: (typeof found)[number]): EndpointOutcome =>
    pod
      ? arrive(pod, own, wire, sender)
      : { address, port: own, sent: wire.sent, ...sniShown(wire) };
  return merged(found.map(at));
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

export function atManaged(
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

export function arrive(
  pod: Pod,
  port: number,
  wire: Incoming,
  sender: Pick<Sender, "hops"> & { readonly proxy: Pick<SendingProxy, "cluster"> },
): EndpointOutcome {
  const sent = wire.isTunnelled === true && isAmbient(pod) ? ("mtls" as const) : wire.sent;
  const base = { pods: [podName(pod)], port, sent };
  const hop = sender.hops.pod(pod, port, wire);
  if (hop) return { ...base, ...sniShown(wire), hop };
  return { ...base, ...arriveAt(pod, { ...wire, port }, sender.proxy.cluster) };
}

/** Places that differ only by their name are one. */
export function merged(outcomes: readonly EndpointOutcome[]): readonly EndpointOutcome[] {
  const byKey = new Map<string, EndpointOutcome>();
  for (const outcome of outcomes) {
    const { pods, steps: _steps, hop, ...rest } = outcome;
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
