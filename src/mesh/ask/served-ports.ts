import { targetNumber } from "../objects/target-number.ts";
import { gather } from "../../collections/gather.ts";
import { isPassthrough, servesHttp, type GatewayServer } from "../objects/gateway.ts";
import type { Mesh } from "../mesh.ts";
import type { AuthorizationPolicy, PeerAuthentication } from "../objects/policies.ts";
import { isHttp, type Protocol } from "../objects/protocol.ts";
import { selects } from "../objects/select.ts";
import type { ServicePort } from "../objects/service.ts";
import { surelyApplies, surelyTogether } from "./surely-together.ts";
import type { Workload } from "../objects/workload.ts";
import type { Span } from "../../yaml/source.ts";

/** A pod's port and the Service port that leads to it. */
export interface ServedPort {
  readonly port: ServicePort;
  /** The number the pod listens on; `undefined` for a name that no container port has. */
  readonly target: number | undefined;
  /** What the pod's proxy takes connections to it for: at a gateway what its Gateways say, whatever the port is called. */
  readonly protocol: Protocol;
  /** What decides that. */
  readonly protocolSpan: Span;
}

/** The pods a policy applies to; empty where it is not certain of every one, and of the Services before it. */
export function podsSurelyUnder(
  policy: AuthorizationPolicy | PeerAuthentication,
  mesh: Mesh,
): readonly Workload[] {
  const pods = mesh.workloadsUnder(policy);
  const sure = pods.every(
    (pod) =>
      surelyApplies(policy.resource, pod.resource, mesh) &&
      mesh.servicesOf(pod).every(({ resource }) => surelyTogether(resource, pod.resource)),
  );
  return sure ? pods : [];
}

/** The ports of all Services that select a pod. */
export function servedPortsOf(workload: Workload, mesh: Mesh): readonly ServedPort[] {
  const servers = mesh.serversAt(workload);
  const isGateway = workload.isGateway || servers.length > 0;
  return gather(mesh.servicesOf(workload), ({ ports }) => ports).map((port) => {
    const target = targetNumber(port, workload);
    const heard = isGateway ? heardAt(servers, port, target) : port;
    return { port, target, protocol: heard.protocol, protocolSpan: heard.protocolSpan };
  });
}

/**
 * What a gateway listens for at a port. The number of a server is that of the Service, or where no Service has it, that of
 * the pod. Of servers that share a port one with HTTP routes counts; a port without a server is not listened at.
 * Source: istio `pilot/pkg/model/gateway.go` mergeGateways, `pilot/pkg/networking/core/gateway.go` (1.31).
 */
function heardAt(
  servers: readonly GatewayServer[],
  { number, protocolSpan }: ServicePort,
  target: number | undefined,
): Pick<ServedPort, "protocol" | "protocolSpan"> {
  const at = servers.filter(
    ({ portNumber }) => portNumber?.value === number?.value || portNumber?.value === target,
  );
  const server = at.find(servesHttp) ?? at[0];
  if (server === undefined) return { protocol: "auto", protocolSpan };
  const span = (server.protocolName ?? server.portNumber)?.span ?? server.field.span;
  return { protocol: wireOf(server), protocolSpan: span };
}

function wireOf(server: GatewayServer): Protocol {
  if (servesHttp(server)) return isHttp(server.protocol) ? server.protocol : "HTTP";
  return isPassthrough(server) ? "TLS" : "TCP";
}

/** Whether the pod listens on `number`, as far as containers and Services say. */
export function listensOn(workload: Workload, mesh: Mesh, number: number): boolean {
  const declared = workload.containers.flatMap(({ ports }) => ports);
  return (
    // One that cannot be read, or that is filled in later, may be it.
    declared.some((port) => port.number === undefined || port.number.value === number) ||
    servedPortsOf(workload, mesh).some(({ target }) => target === number)
  );
}

/**
 * The Service port that someone took for a pod's port: its number is `number`, none of the pods listens there,
 * and it leads to another port of theirs.
 */
export function mistakenServicePort(
  workloads: readonly Workload[],
  mesh: Mesh,
  number: number,
): (ServedPort & { readonly target: number }) | undefined {
  if (workloads.some((workload) => listensOn(workload, mesh, number))) return undefined;
  for (const served of workloads.flatMap((it) => servedPortsOf(it, mesh))) {
    const { port, target } = served;
    if (port.number?.value === number && target !== undefined) return { ...served, target };
  }
  return undefined;
}

/** The same where the inputs hold no pods of a policy, by Services whose pods it selects: their numbers tell. */
export function mistakenByServices(
  { resource, selector }: AuthorizationPolicy | PeerAuthentication,
  mesh: Mesh,
  number: number,
): (ServedPort & { readonly target: number }) | undefined {
  const services = mesh.all
    .service()
    .filter(
      (it) =>
        it.selector.size > 0 &&
        selects(selector, it.selector) &&
        surelyTogether(it.resource, resource),
    );
  const ports = gather(services, (it) => it.ports).map((port) => ({
    port,
    target: port.targetPort?.value ?? port.number?.value,
  }));
  if (ports.some(({ target }) => typeof target !== "number" || target === number)) return undefined;
  for (const { port, target } of ports) {
    if (port.number?.value !== number || typeof target !== "number") continue;
    return { port, target, protocol: port.protocol, protocolSpan: port.protocolSpan };
  }
  return undefined;
}
