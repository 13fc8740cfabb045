import { compareText } from "../world/age.ts";
import { preferred } from "../resolve/registry.ts";
import { onceFor } from "../../collections/lazy.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import type { RegisteredHost } from "./registered-host.ts";
import type { HttpRoute } from "./http-route.ts";
import type { EgressListener } from "./sidecar-scope.ts";

/** What VirtualServices may bring in besides a listener's own hosts. */
export interface ReachableHosts {
  /** Every host of that name, visible to the client or not. */
  readonly named: (host: string) => readonly RegisteredHost[];
  readonly routesOf: (service: VirtualService) => readonly HttpRoute[];
}

/** Hosts that a client of a namespace gets clusters for. */
type ClusterHosts = (
  listeners: readonly EgressListener[],
  clientNamespace: string,
) => readonly RegisteredHost[];

/** Where the routes of a VirtualService may send requests from a namespace; from any where it is `undefined`. */
interface Target {
  readonly host: string;
  readonly port: number | undefined;
  readonly from: ReadonlySet<string> | undefined;
}

/**
 * The hosts that a client gets clusters for: those of its listeners, and those that their VirtualServices lead to.
 * Source: istio `pilot/pkg/model/sidecar.go` collectImportedServices, appendSidecarServices (1.31).
 */
export function clusterHosts(reach: ReachableHosts): ClusterHosts {
  const targetsOf = onceFor((service: VirtualService) =>
    reach.routesOf(service).flatMap(targetsIn),
  );
  return (listeners, clientNamespace) => {
    const found = new Map<string, RegisteredHost>();
    for (const { hosts, onlyPort, virtualServices } of listeners) {
      for (const host of hosts) addHost(found, host);
      const targets = virtualServices
        .flatMap(targetsOf)
        .filter((target) => !isWhole(found.get(target.host), reach));
      for (const [name, ports] of portsByHost(targets, clientNamespace)) {
        const host = chosen(name, clientNamespace, reach);
        const trimmed = host && onPorts(host, onlyPort === undefined ? ports : [onlyPort]);
        if (trimmed) addHost(found, trimmed);
      }
    }
    return [...found.values()];
  };
}

/** Whether a host is there with all its ports, and no other of its name could add to it. */
function isWhole(host: RegisteredHost | undefined, { named }: ReachableHosts): boolean {
  if (host === undefined) return false;
  const all = named(host.host);
  return all.length === 1 && all[0] === host;
}

function targetsIn(route: HttpRoute): readonly Target[] {
  const sources = route.matches.map((match) => match.get("sourceNamespace")?.text);
  const named = sources.flatMap((source) => source ?? []);
  const from = named.length > 0 && named.length === sources.length ? new Set(named) : undefined;
  return route.allDestinations().map(({ host, port }) => ({ host, port, from }));
}

/** Hosts that routes lead to, with the ports named; an empty list means any. */
function portsByHost(
  targets: readonly Target[],
  clientNamespace: string,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const { host, port, from } of targets) {
    if (from?.has(clientNamespace) === false) continue;
    const known = found.get(host);
    const any = port === undefined || known?.length === 0;
    found.set(host, any ? [] : [...(known ?? []), port]);
  }
  return found;
}

function chosen(
  name: string,
  clientNamespace: string,
  reach: ReachableHosts,
): RegisteredHost | undefined {
  return preferred(reach.named(name), clientNamespace).toSorted((left, right) =>
    compareText(left.namespace, right.namespace),
  )[0];
}

function onPorts(host: RegisteredHost, ports: readonly number[]): RegisteredHost | undefined {
  if (ports.length === 0) return host;
  const kept = host.ports.filter(({ number }) => ports.includes(number));
  if (kept.length === host.ports.length) return host;
  return kept.length === 0 ? undefined : { ...host, ports: kept };
}

/** The first of a name stays, but a Service replaces a ServiceEntry; ports of one object add up. */
function addHost(found: Map<string, RegisteredHost>, host: RegisteredHost): void {
  const known = found.get(host.host);
  if (known === host) return;
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
  if (added.length > 0) found.set(host.host, { ...known, ports: [...known.ports, ...added] });
}
