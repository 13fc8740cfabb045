import { ingressBackendOf } from "./ingress-backends.ts";
import { lookalikeOf } from "./protocol-lookalikes.ts";
import { confidenceOf, type GrpcEvidence } from "../objects/evidence.ts";
import { targetNumber } from "../objects/target-number.ts";
import type { Mesh } from "../mesh.ts";
import { isHttp, isHttp2, isTcp, protocolOfPortName } from "../objects/protocol.ts";
import type { Route } from "../objects/route.ts";
import type { ServicePort } from "../objects/service.ts";
import { effectivePolicy } from "../objects/traffic-policy.ts";

/** What can be wrong with the declaration of a port, named as the rule that says it; the strongest first. */
export type PortFaultKind =
  | "grpc-port-udp"
  | "port-http-for-grpc"
  | "gateway-backend-not-http2"
  | "app-protocol-unknown"
  | "app-protocol-conflicts-with-name"
  | "port-tcp-for-grpc"
  | "port-name-grpc-not-prefix"
  | "port-name-lookalike"
  | "grpc-port-undeclared";

export interface PortFault {
  readonly kind: PortFaultKind;
  /** The best reason to believe that the port serves gRPC, its own declaration left out. */
  readonly evidence: GrpcEvidence | undefined;
}

/**
 * The one thing to say about how a Service port declares its protocol. Several can hold at once (`http-grpc`
 * behind a gateway), but they are one mistake at one token, so the strongest speaks for all.
 */
export function portFaultOf(port: ServicePort, mesh: Mesh): PortFault | undefined {
  if (isHttp2(port.protocol)) return undefined;
  const evidence = bestEvidence(mesh.evidenceFor(port, "hint"));
  const kind =
    transportFault(port) ??
    (evidence && dialledFault(port, mesh)) ??
    writtenFault(port, evidence) ??
    (evidence && port.protocol === "auto" ? "grpc-port-undeclared" : undefined);
  return kind && { kind, evidence };
}

const strength: readonly GrpcEvidence["kind"][] = [
  "grpc-route",
  "probe",
  "path",
  "port-name",
  "gateway-server",
  "argument",
  "server",
];

function bestEvidence(found: readonly GrpcEvidence[]): GrpcEvidence | undefined {
  for (const kind of strength) {
    const best = found.find((evidence) => evidence.kind === kind);
    if (best) return best;
  }
  return undefined;
}

function transportFault({ protocol, name, appProtocol }: ServicePort): PortFaultKind | undefined {
  if (protocol !== "UDP") return undefined;
  return /^grpc(?:-|$)/i.test(appProtocol?.value ?? name?.value ?? "")
    ? "grpc-port-udp"
    : undefined;
}

/** What goes wrong because proxies dial the port with something else than HTTP/2. */
function dialledFault(port: ServicePort, mesh: Mesh): PortFaultKind | undefined {
  if (speaksHttp2ByPolicy(port, mesh)) return undefined;
  if (isHttp(port.protocol)) {
    return sharesTargetWithHttp2(port, mesh) ? undefined : "port-http-for-grpc";
  }
  if (isEncrypted(port)) return undefined;
  return isBackendOfGateway(port, mesh) || isBackendOfIngress(port, mesh)
    ? "gateway-backend-not-http2"
    : undefined;
}

/** An Ingress of Istio, whose gateway dials as others do, sends to the port. */
function isBackendOfIngress(port: ServicePort, mesh: Mesh): boolean {
  return mesh
    .istioIngressBackends(port.service.resource.name)
    .some(({ ingress, field }) => ingressBackendOf(field, ingress, mesh)?.port === port);
}

/** A gateway routes to the port. */
export function isBackendOfGateway(port: ServicePort, mesh: Mesh): boolean {
  return mesh
    .routesTo(port.service)
    .some((route) => isAtGateway(route, mesh) && route.destinations.some((it) => it.port === port));
}

/** A gateway that is Istio's, or may be. */
function isAtGateway({ viaGateway, resource }: Route, mesh: Mesh): boolean {
  return viaGateway && mesh.implementerOf(resource).by !== "other";
}

/** What is wrong with the words themselves. */
function writtenFault(
  port: ServicePort,
  evidence: GrpcEvidence | undefined,
): PortFaultKind | undefined {
  const { appProtocol, protocol } = port;
  const name = port.name?.value ?? "";
  const named = protocolOfPortName(name);
  if (appProtocol !== undefined) {
    if (protocol === "auto") {
      const isKnown = evidence !== undefined && confidenceOf(evidence) !== "weak";
      return isKnown || isHttp2(named) || lookalikeOf(appProtocol.value)
        ? "app-protocol-unknown"
        : undefined;
    }
    return isHttp2(named) && !isEncrypted(port) ? "app-protocol-conflicts-with-name" : undefined;
  }
  if (evidence && isTcp(protocol) && !isEncrypted(port) && !/(?:^|-)grpc(?:-|$)/i.test(name)) {
    return "port-tcp-for-grpc";
  }
  if (protocol === "UDP" || isEncrypted(port)) return undefined;
  if (/-grpc(?:-|$)/i.test(name)) return "port-name-grpc-not-prefix";
  return protocol === "auto" && lookalikeOf(prefixOf(name)) ? "port-name-lookalike" : undefined;
}

/** The part of a port's name that Istio reads. */
export function prefixOf(name: string): string {
  return name.split("-", 1)[0] ?? name;
}

/** Passed through as TLS, which is right where the server itself terminates it. */
function isEncrypted({ protocol }: ServicePort): boolean {
  return protocol === "TLS" || protocol === "HTTPS";
}

/** A DestinationRule makes Envoy speak HTTP/2, or whatever the client speaks. */
function speaksHttp2ByPolicy(port: ServicePort, mesh: Mesh): boolean {
  const { resource } = port.service;
  return mesh.findDestinationRules(resource.name, resource).some((rule) => {
    const http = effectivePolicy(rule, undefined, port.number?.value).connectionPool?.get("http");
    return (
      http?.get("h2UpgradePolicy")?.text === "UPGRADE" ||
      http?.get("useClientProtocol")?.boolean()?.value === true
    );
  });
}

/** Another port leads to the same container port and declares HTTP/2: this one is there for HTTP/1.1. */
function sharesTargetWithHttp2(port: ServicePort, mesh: Mesh): boolean {
  const twin = port.service.ports.some(
    (other) => isHttp2(other.protocol) && other.targetPort?.value === port.targetPort?.value,
  );
  if (twin) return true;
  return mesh.workloadsOf(port.service).some((workload) => {
    const target = targetNumber(port, workload);
    return mesh
      .servicesOf(workload)
      .flatMap(({ ports }) => ports)
      .some((other) => isHttp2(other.protocol) && targetNumber(other, workload) === target);
  });
}
