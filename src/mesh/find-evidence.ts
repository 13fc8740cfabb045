import type { GrpcEvidence } from "./evidence.ts";
import { pathEvidence } from "./build-routes.ts";
import { gather } from "./gather.ts";
import { parseGrpcPath } from "./grpc-path.ts";
import type { AuthorizationPolicy } from "./policies.ts";
import type { Route } from "./route.ts";
import type { ServiceEntry } from "./service-entry.ts";
import type { HostPort, Service, ServicePort } from "./service.ts";
import { findContainerPort, type Probe, type Workload } from "./workload.ts";

/** What evidence is drawn from. */
export interface EvidenceSources {
  readonly services: readonly Service[];
  readonly serviceEntries: readonly ServiceEntry[];
  readonly routes: readonly Route[];
  readonly authorizationPolicies: readonly AuthorizationPolicy[];
  readonly workloadsOf: (service: Service) => readonly Workload[];
  readonly workloadsUnder: (policy: AuthorizationPolicy) => readonly Workload[];
  readonly servicesOf: (workload: Workload) => readonly Service[];
}

/** The reasons to believe that a port serves gRPC, for all ports at once. */
export function findEvidence(
  from: EvidenceSources,
): ReadonlyMap<HostPort, readonly GrpcEvidence[]> {
  const found = new Map<HostPort, GrpcEvidence[]>();
  const add = (port: HostPort, evidence: readonly GrpcEvidence[]): void => {
    if (evidence.length > 0) found.set(port, [...(found.get(port) ?? []), ...evidence]);
  };
  for (const service of from.services) {
    const workloads = from.workloadsOf(service);
    for (const port of service.ports) {
      add(port, protocolEvidence(port));
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
    const evidence = routeEvidence(route);
    for (const { port } of evidence.length === 0 ? [] : route.destinations) {
      if (port !== undefined) add(port, evidence);
    }
  }
  for (const policy of from.authorizationPolicies) addPolicyEvidence(policy, from, add);
  return found;
}

function protocolEvidence(port: HostPort): readonly GrpcEvidence[] {
  return port.protocol === "GRPC" || port.protocol === "GRPC-Web"
    ? [{ kind: "protocol", span: port.protocolSpan, text: "declared as gRPC" }]
    : [];
}

function routeEvidence(route: Route): readonly GrpcEvidence[] {
  if (route.api !== "GRPCRoute") return pathEvidence(route.matches);
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

/** The number of the container port that a Service port leads to, if it can be told. */
export function targetNumber(port: HostPort, workload: Workload): number | undefined {
  const target = port.targetPort?.value;
  if (typeof target === "number") return target;
  return target === undefined ? undefined : findContainerPort(workload, target)?.number?.value;
}

/** The port a native gRPC probe or `grpc_health_probe` asks, with the place that says so. */
export function grpcProbePort(
  probe: Probe,
): { readonly port: number; readonly span: GrpcEvidence["span"] } | undefined {
  const native = probe.grpc?.get("port")?.number();
  if (native) return { port: native.value, span: native.span };
  const [program, ...rest] = probe.command;
  if (!program?.value.endsWith("grpc_health_probe")) return undefined;
  for (const [index, argument] of rest.entries()) {
    const flag = /^--?addr(?:=(.*))?$/.exec(argument.value);
    const address = flag && (flag[1] ?? rest[index + 1]?.value);
    const port = Number(/:(\d+)$/.exec(address ?? "")?.[1]);
    if (Number.isInteger(port)) return { port, span: argument.span };
  }
  return undefined;
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
