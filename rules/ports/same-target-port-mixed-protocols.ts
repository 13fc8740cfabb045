import { targetNumber } from "../../src/mesh/target-number.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp, isHttp2, isTcp } from "../../src/mesh/protocol.ts";
import { wireOf } from "../../src/mesh/port-words.ts";
import { portTitle, type Service, type ServicePort } from "../../src/mesh/service.ts";
import { areTogether } from "../../src/mesh/together.ts";
import { selects } from "../../src/mesh/select.ts";
import type { Workload } from "../../src/mesh/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const sameTargetPortMixedProtocols = defineRule({
  id: "same-target-port-mixed-protocols",
  topic: "ports",
  summary: "one container port is declared as gRPC and as another protocol",
  severity: "warning",
  answers: ["IST0116", "IST0137"],
  reads: "servicePort",
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_inbound.go",
      "one inbound chain per container port; the oldest Service wins",
    ),
    istio(
      "pilot/pkg/networking/core/listener_builder.go",
      "buildHTTPConnectionManager: the gRPC-Web filter only where the port's protocol is GRPCWeb",
    ),
    thread("istio/istio#9926", "one targetPort as `http` and as `grpc`: upstream connect error"),
  ],
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const isWeb = port.protocol === "GRPC-Web";
    if (!isWeb && !isAnotherProtocol(port)) return;
    const rival = rivalOf(port, mesh, (other) =>
      isWeb ? other.protocol === "GRPC" || other.protocol === "HTTP2" : isHttp2(other.protocol),
    );
    // The filter for gRPC-Web lets other calls pass: where its port comes first, all is well.
    if (rival && isWeb && (rival.service !== port.service || isBefore(rival, port)))
      yield withoutFilter(port, rival, mesh);
    else if (rival && !isWeb)
      yield mixed({ port, rival, workload: sharedBy(port, rival, mesh) }, mesh);
  },
});

function isAnotherProtocol({ protocol }: ServicePort): boolean {
  return !isHttp2(protocol) && (isHttp(protocol) || isTcp(protocol));
}

/** A port that leads to the same container port: of the same Service, of one for the same pods, or by the same selector. */
function rivalOf(
  port: ServicePort,
  mesh: Mesh,
  isOther: (port: ServicePort) => boolean,
): ServicePort | undefined {
  const { service, targetPort } = port;
  const sameTarget = (other: ServicePort): boolean =>
    isOther(other) && other !== port && other.targetPort?.value === targetPort?.value;
  const pods = mesh.workloadsOf(service);
  if (pods.length === 0) {
    return (
      service.ports.find(sameTarget) ??
      alikeServices(service, mesh)
        .flatMap(({ ports }) => ports)
        .find(sameTarget)
    );
  }
  return pods
    .flatMap((pod) =>
      mesh
        .servicesOf(pod)
        .flatMap(({ ports }) => ports)
        .filter((other) => isOther(other) && meet(pod, port, other)),
    )
    .at(0);
}

/** Other Services of the namespace with an equal selector. */
function alikeServices(service: Service, mesh: Mesh): readonly Service[] {
  const { resource, selector } = service;
  const [first] = selector.keys();
  if (first === undefined) return [];
  return mesh
    .inNamespace("/Service", resource.namespace)
    .filter((it) => it.name !== resource.name && areTogether(it, resource))
    .flatMap((it) => mesh.servicesNamed(it.name).filter((other) => other.resource === it))
    .filter((it) => it.selector.size === selector.size && selects(selector, it.selector));
}

/** Both lead to one container port, and are not two variants of one Service. */
function meet(workload: Workload, left: ServicePort, right: ServicePort): boolean {
  const target = targetNumber(left, workload);
  const variants =
    left.service !== right.service && left.service.resource.name === right.service.resource.name;
  return !variants && target !== undefined && target === targetNumber(right, workload);
}

function sharedBy(port: ServicePort, rival: ServicePort, mesh: Mesh): Workload | undefined {
  return mesh.workloadsOf(port.service).find((pod) => meet(pod, port, rival));
}

function withoutFilter(port: ServicePort, rival: ServicePort, mesh: Mesh): Finding {
  const together = port.service === rival.service;
  return {
    headline: `ports ${portTitle(port)} and ${portTitle(rival)} declare gRPC-Web and gRPC for one container port`,
    primary: { span: port.protocolSpan, text: "declares gRPC-Web" },
    related: [
      { span: rival.protocolSpan, text: "declares HTTP/2" },
      ...(together
        ? []
        : [{ span: mesh.nameSpan(rival.service.resource), text: "selects the same pods" }]),
    ],
    note: together
      ? "the first port decides: the pod's sidecar has no gRPC-Web filter, and calls of browsers reach the server untranslated"
      : "the older Service decides: if it is the one with gRPC, calls of browsers reach the server untranslated",
    help: together
      ? "put the gRPC-Web port first: its filter lets other gRPC calls pass"
      : "declare both `grpc-web`: its filter lets other gRPC calls pass",
  };
}

interface Mix {
  readonly port: ServicePort;
  readonly rival: ServicePort;
  /** Where the inputs hold the pods. */
  readonly workload: Workload | undefined;
}

function mixed({ port, rival, workload }: Mix, mesh: Mesh): Finding {
  const wire = wireOf(port.protocol);
  const together = port.service === rival.service;
  const grpcDecides = together && isBefore(rival, port);
  return {
    headline: `ports ${portTitle(port)} and ${portTitle(rival)} declare two protocols for one container port`,
    primary: { span: port.protocolSpan, text: `declares ${wire}` },
    related: [
      { span: rival.protocolSpan, text: "declares HTTP/2" },
      ...(together
        ? []
        : [{ span: mesh.nameSpan(rival.service.resource), text: "selects the same pods" }]),
      {
        span: targetOf(port, workload) ?? port.protocolSpan,
        text: "both lead here",
      },
    ],
    note: consequence(wire, together, grpcDecides),
    help: "give HTTP and gRPC container ports of their own, or declare both `appProtocol: grpc` if the server speaks HTTP/2 only",
    ...(grpcDecides && { severity: "info" as const }),
  };
}

/** The container port, or else what the Service says of it. */
function targetOf(port: ServicePort, workload: Workload | undefined): Span | undefined {
  return (workload && targetSpan(port, workload)) ?? port.targetPort?.span;
}

function targetSpan(port: ServicePort, workload: Workload): Span | undefined {
  const target = targetNumber(port, workload);
  return workload.containers
    .flatMap(({ ports }) => ports)
    .find(({ number }) => number?.value === target)?.number?.span;
}

function consequence(wire: string, together: boolean, grpcDecides: boolean): string {
  if (grpcDecides) {
    return "the first port decides: the pod's sidecar speaks only HTTP/2 to the container, also for HTTP/1.1 clients";
  }
  const outcome = `the pod's sidecar takes all of it for ${wire}, and gRPC ends with UNAVAILABLE (14)`;
  return together
    ? `the first port decides: ${outcome}`
    : `the older Service decides: if it is the one with ${wire}, ${outcome}`;
}

function isBefore(left: ServicePort, right: ServicePort): boolean {
  return left.service.ports.indexOf(left) < left.service.ports.indexOf(right);
}
