import { weakEvidenceOf } from "./argument-evidence.ts";
import { pathEvidence } from "../objects/path-evidence.ts";
import { portNameEvidence } from "./container-port-evidence.ts";
import type { GrpcEvidence } from "../objects/evidence.ts";
import { gather } from "../../collections/gather.ts";
import { parseGrpcPath } from "../objects/grpc-path.ts";
import { gatewayServerEvidence, type GatewaysOf } from "../resolve/gateway-evidence.ts";
import { isProbedByHttp } from "./mixed-server.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";
import type { Destination, Route } from "../objects/route.ts";
import type { ServiceEntry } from "../objects/service-entry.ts";
import type { HostPort, Service, ServicePort } from "../objects/service.ts";
import { grpcProbePort } from "../objects/probed-port.ts";
import { targetNumber } from "../objects/target-number.ts";
import type { Workload } from "../objects/workload.ts";

/** What evidence is drawn from. */
export interface EvidenceSources {
  readonly services: readonly Service[];
  readonly serviceEntries: readonly ServiceEntry[];
  readonly routes: readonly Route[];
  readonly authorizationPolicies: readonly AuthorizationPolicy[];
  readonly workloadsOf: (service: Service) => readonly Workload[];
  readonly workloadsUnder: (policy: AuthorizationPolicy) => readonly Workload[];
  readonly gatewaysOf: GatewaysOf;
  readonly servicesOf: (workload: Workload) => readonly Service[];
}

/** The reasons to believe that a port serves gRPC, for all ports at once. */
export function findEvidence(
  from: EvidenceSources,
): ReadonlyMap<HostPort, readonly GrpcEvidence[]> {
  const found = new Map<HostPort, GrpcEvidence[]>();
  const add = (port: HostPort, evidence: readonly GrpcEvidence[]): void => {
    if (evidence.length === 0) return;
    const known = found.get(port);
    if (known) for (const it of evidence) known.push(it);
    else found.set(port, [...evidence]);
  };
  for (const service of from.services) {
    const workloads = from.workloadsOf(service);
    for (const port of service.ports) {
      add(port, protocolEvidence(port));
      if (port.protocol !== "GRPC-Web") add(port, namedEvidence(port, workloads));
      add(
        port,
        gather(workloads, (workload) => probeEvidence(port, workload)),
      );
    }
  }
  for (const { ports } of from.serviceEntries) {
    for (const port of ports) add(port, protocolEvidence(port));
  }
  for (const route of from.routes) {
    const evidence = routeEvidence(route, from);
    for (const destination of evidence.length === 0 ? [] : route.destinations) {
      for (const port of portsReached(destination)) add(port, evidence);
    }
  }
  for (const policy of from.authorizationPolicies) addPolicyEvidence(policy, from, add);
  return found;
}

/** A server that is probed over HTTP/1.1 speaks it as well, whatever its port is called. */
function namedEvidence(port: ServicePort, pods: readonly Workload[]): readonly GrpcEvidence[] {
  return pods.some((pod) => isProbedByHttp(port, pod)) ? [] : portNameEvidence(port, pods);
}

/** What flags, variables and images suggest of a Service port: for findings that say so, and no more than warn. */
export function findWeakEvidence(
  port: ServicePort,
  pods: readonly Workload[],
): readonly GrpcEvidence[] {
  if (pods.some((pod) => isProbedByHttp(port, pod))) return [];
  const ofPods = gather(pods, (pod) => {
    const target = targetNumber(port, pod);
    return gather(target === undefined ? [] : pod.containers, weakEvidenceOf).filter(
      (found) => found.port === target,
    );
  });
  return [
    ...ofPods.map(({ evidence }) => evidence),
    ...otlpEvidence(port),
    ...namedServiceEvidence(port),
    ...exampleEvidence(port),
  ];
}

/**
 * 50051 is registered for nothing; the examples of gRPC listen there, and hardly anything else does. Ports that say more
 * than HTTP, or nothing, are known better by what they say.
 */
function exampleEvidence({ targetPort, number, ...port }: ServicePort): readonly GrpcEvidence[] {
  const place = targetPort ?? number;
  const saysLittle = port.protocol === "auto" || port.protocol === "HTTP";
  if (place?.value !== 50_051 || !saysLittle || port.appProtocol !== undefined) return [];
  if (/grpc|http.|web|metrics/i.test(`${port.name?.value ?? ""} ${port.service.resource.name}`))
    return [];
  return [{ kind: "server", span: place.span, text: "the usual port of gRPC" }];
}

/** The port registered for OTLP over gRPC, under a name that says so; OTLP over HTTP has 4318. */
function otlpEvidence({ targetPort, number, name }: ServicePort): readonly GrpcEvidence[] {
  const isPort = targetPort?.value === 4317 || number?.value === 4317;
  return isPort && name && /otlp/i.test(name.value) && !/http/i.test(name.value)
    ? [{ kind: "argument", span: name.span, text: "4317 is OTLP over gRPC" }]
    : [];
}

/** The only port of a Service that is named for gRPC, and says nothing itself. */
function namedServiceEvidence({ protocol, service }: ServicePort): readonly GrpcEvidence[] {
  const { name, metadata } = service.resource;
  const place = metadata?.get("name")?.string();
  const isNamed = /(?:^|-)grpc(?:-|$)/.test(name) && !/web|gateway|proxy|ui\b|metrics/.test(name);
  if (protocol !== "auto" || !isNamed || [...service.ports].length > 1 || !place) return [];
  return [{ kind: "server", span: place.span, text: "named for gRPC" }];
}

function protocolEvidence(port: HostPort): readonly GrpcEvidence[] {
  return port.protocol === "GRPC" || port.protocol === "GRPC-Web"
    ? [{ kind: "protocol", span: port.protocolSpan, text: "declared as gRPC" }]
    : [];
}

/** The port of a destination; where it names none, those of its Service that the route is for by `match.port`. */
function portsReached({ port, portNumber, owner, route }: Destination): readonly HostPort[] {
  if (port !== undefined) return [port];
  if (portNumber !== undefined || owner === undefined || route.api !== "VirtualService") return [];
  const numbers = new Set(route.matches.map(({ field }) => field.get("port")?.number()?.value));
  return [...owner.ports].filter(({ number }) => number && numbers.has(number.value));
}

function routeEvidence(route: Route, from: EvidenceSources): readonly GrpcEvidence[] {
  if (route.api !== "GRPCRoute") {
    return [...pathEvidence(route.matches), ...gatewayServerEvidence(route, from.gatewaysOf)];
  }
  return [
    {
      kind: "grpc-route",
      span: (route.resource.root.get("kind") ?? route.field).span,
      text: "a GRPCRoute sends to it",
    },
  ];
}

/** A health probe over gRPC on the container port behind a Service port. */
function probeEvidence(port: ServicePort, workload: Workload): readonly GrpcEvidence[] {
  const target = targetNumber(port, workload);
  if (target === undefined) return [];
  const found: GrpcEvidence[] = [];
  for (const probe of gather(workload.containers, ({ probes }) => probes)) {
    const probed = grpcProbePort(probe);
    if (probed?.port !== target) continue;
    found.push({ kind: "probe", span: probed.span, text: "probed over gRPC" });
  }
  return found;
}

/** gRPC paths in a policy speak for a port only where its pods serve no other. */
function addPolicyEvidence(
  policy: AuthorizationPolicy,
  from: EvidenceSources,
  add: (port: ServicePort, evidence: readonly GrpcEvidence[]) => void,
): void {
  const paths = gather(policy.operations, ({ paths: listed }) => listed)
    .filter(({ value }) => parseGrpcPath(value.replace(/\*$/, "")) !== undefined)
    .map(({ field }) => ({ kind: "path" as const, span: field.span, text: "a gRPC path" }));
  if (paths.length === 0) return;
  const services = new Set(
    gather(from.workloadsUnder(policy), (workload) => from.servicesOf(workload)),
  );
  const ports = gather([...services], (service) => service.ports);
  if (ports.length === 1 && ports[0] !== undefined) add(ports[0], paths);
}
