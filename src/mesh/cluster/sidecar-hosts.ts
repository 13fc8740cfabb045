import { compareText } from "../age.ts";
import type { RegisteredHost } from "./registered-host.ts";
import type { HttpRoute } from "./http-route.ts";
import type { EgressListener } from "./sidecar-scope.ts";

/** What a listener's VirtualServices may bring in besides its own hosts. */
export interface ReachableHosts {
  readonly clientNamespace: string;
  readonly clusterDomain: string;
  /** Every host of that name, visible to the client or not. */
  readonly named: (host: string) => readonly RegisteredHost[];
  readonly isVisible: (host: RegisteredHost) => boolean;
  readonly routesOf: (listener: EgressListener) => readonly HttpRoute[];
}

/**
 * The hosts that a client gets clusters for: those of its listeners, and those that their VirtualServices lead to.
 * Source: istio `pilot/pkg/model/sidecar.go` collectImportedServices, appendSidecarServices (1.31).
 */
export function clusterHosts(
  listeners: readonly EgressListener[],
  reach: ReachableHosts,
): readonly RegisteredHost[] {
  const found = new Map<string, RegisteredHost>();
  for (const listener of listeners) {
    for (const host of listener.hosts) addHost(found, host);
    for (const [name, ports] of destinationsOf(listener, reach)) {
      const host = chosen(name, reach);
      const trimmed = host && onPorts(host, listener.port === undefined ? ports : [listener.port]);
      if (trimmed) addHost(found, trimmed);
    }
  }
  return [...found.values()];
}

function chosen(name: string, reach: ReachableHosts): RegisteredHost | undefined {
  const all = reach.named(name);
  const own = all.find(({ namespace }) => namespace === reach.clientNamespace);
  if (own) return own;
  const visible = all.filter(reach.isVisible);
  const services = visible.filter(({ service }) => service !== undefined);
  return (services.length > 0 ? services : visible).toSorted((left, right) =>
    compareText(left.namespace, right.namespace),
  )[0];
}

/** Hosts that routes lead to, with the ports named; an empty list means any. */
function destinationsOf(
  listener: EgressListener,
  reach: ReachableHosts,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const route of reach.routesOf(listener)) {
    const namespaces = route.matches.map((match) => match.get("sourceNamespace")?.text);
    const isForClient =
      namespaces.length === 0 ||
      namespaces.some((it) => it === undefined || it === reach.clientNamespace);
    if (!isForClient) continue;
    for (const { host, port } of route.allDestinations()) {
      const known = found.get(host);
      const any = port === undefined || known?.length === 0;
      found.set(host, any ? [] : [...(known ?? []), port]);
    }
  }
  return found;
}

function onPorts(host: RegisteredHost, ports: readonly number[]): RegisteredHost | undefined {
  if (ports.length === 0) return host;
  const kept = host.ports.filter(({ number }) => ports.includes(number));
  return kept.length === 0 ? undefined : { ...host, ports: kept };
}

/** The first of a name stays, but a Service replaces a ServiceEntry; ports of one object add up. */
function addHost(found: Map<string, RegisteredHost>, host: RegisteredHost): void {
  const known = found.get(host.host);
  if (known === undefined) {
    found.set(host.host, host);
    return;
  }
  if (known.service === undefined && host.service !== undefined) {
    if (host.namespace === known.namespace) found.set(host.host, host);
    return;
  }
  const isSame =
    known.namespace === host.namespace &&
    known.resolution === host.resolution &&
    (known.service === undefined) === (host.service === undefined);
  if (!isSame) return;
  const numbers = new Set(known.ports.map(({ number }) => number));
  const added = host.ports.filter(({ number }) => !numbers.has(number));
  found.set(host.host, { ...known, ports: [...known.ports, ...added] });
}
