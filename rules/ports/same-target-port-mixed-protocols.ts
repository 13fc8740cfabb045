import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp, isHttp2, isTcp } from "../../src/mesh/objects/protocol.ts";
import { wireOf } from "../../src/mesh/ask/port-words.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { comesFirst, sharedTarget, sharerOf } from "../../src/mesh/ask/shared-target.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";

export const sameTargetPortMixedProtocols = defineRule({
  id: "same-target-port-mixed-protocols",
  topic: "ports",
  summary: "one container port is declared as gRPC and as another protocol",
  severity: "warning",
  severityWhere: { info: "the port that declares gRPC decides" },
  answers: ["IST0116", "IST0137"],
  reads: "servicePort",
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_inbound.go",
      "one inbound chain per container port; the oldest Service wins",
    ),
    thread("istio/istio#9926", "one targetPort as `http` and as `grpc`: upstream connect error"),
  ],
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    if (!isAnotherProtocol(port)) return;
    const rival = sharerOf(port, mesh, ({ protocol }) => isHttp2(protocol));
    if (rival) yield mixed(port, rival, mesh);
  },
});

function isAnotherProtocol({ protocol }: ServicePort): boolean {
  return !isHttp2(protocol) && (isHttp(protocol) || isTcp(protocol));
}

function mixed(port: ServicePort, rival: ServicePort, mesh: Mesh): Finding {
  const wire = wireOf(port.protocol);
  const together = port.service === rival.service;
  const grpcDecides = comesFirst(rival, port);
  return {
    headline: `ports ${portTitle(port)} and ${portTitle(rival)} declare two protocols for one container port`,
    primary: { span: port.protocolSpan, text: `declares ${wire}` },
    related: [
      { span: rival.protocolSpan, text: "declares HTTP/2" },
      ...(together
        ? []
        : [{ span: mesh.nameSpan(rival.service.resource), text: "selects the same pods" }]),
      {
        span: sharedTarget(port, rival, mesh) ?? port.protocolSpan,
        text: "the shared container port",
      },
    ],
    note: consequence(wire, together, grpcDecides),
    help: "use separate container ports for HTTP and gRPC, or declare both `appProtocol: grpc` if the server speaks only HTTP/2",
    ...(grpcDecides && { severity: "info" as const }),
  };
}

function consequence(wire: string, together: boolean, grpcDecides: boolean): string {
  if (grpcDecides) {
    return "the first port takes precedence: the pod's sidecar uses only HTTP/2 to the container, even for HTTP/1.1 clients";
  }
  const outcome = `the pod's sidecar treats all of it as ${wire}, and gRPC calls fail with UNAVAILABLE (14)`;
  return together
    ? `the first port takes precedence: ${outcome}`
    : `the older Service takes precedence: if it is the one with ${wire}, ${outcome}`;
}
