import { targetNumber } from "../../src/mesh/target-number.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp, isHttp2, isTcp } from "../../src/mesh/protocol.ts";
import { wireOf } from "../../src/mesh/port-words.ts";
import { portTitle, type ServicePort } from "../../src/mesh/service.ts";
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
  reads: "workload",
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_inbound.go",
      "one inbound chain a container port; the oldest Service wins",
    ),
    thread("istio/istio#9926", "one targetPort as `http` and as `grpc`: upstream connect error"),
  ],
  ofIstio: ({ resource }) => resource,
  *check(workload, mesh) {
    const ports = mesh.servicesOf(workload).flatMap((service) => service.ports);
    for (const port of ports.filter(isAnotherProtocol)) {
      const rival = ports.find((other) => isHttp2(other.protocol) && meet(workload, port, other));
      if (rival) yield mixed({ port, rival, workload }, mesh);
    }
  },
});

function isAnotherProtocol({ protocol }: ServicePort): boolean {
  return !isHttp2(protocol) && (isHttp(protocol) || isTcp(protocol));
}

/** Both lead to one container port, and are not two variants of one Service. */
function meet(workload: Workload, left: ServicePort, right: ServicePort): boolean {
  const target = targetNumber(left, workload);
  const variants =
    left.service !== right.service && left.service.resource.name === right.service.resource.name;
  return !variants && target !== undefined && target === targetNumber(right, workload);
}

interface Mix {
  readonly port: ServicePort;
  readonly rival: ServicePort;
  readonly workload: Workload;
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
        span: targetSpan(port, workload) ?? mesh.nameSpan(workload.resource),
        text: "both lead here",
      },
    ],
    note: consequence(wire, together, grpcDecides),
    help: "give HTTP and gRPC container ports of their own, or declare both `appProtocol: grpc` if the server speaks HTTP/2 only",
    ...(grpcDecides && { severity: "info" as const }),
  };
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
