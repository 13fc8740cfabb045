import type { Mesh } from "../../src/mesh/mesh.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { comesFirst, sharerOf } from "../../src/mesh/ask/shared-target.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const grpcWebSharesGrpcPort = defineRule({
  id: "grpc-web-shares-grpc-port",
  topic: "ports",
  summary: "a gRPC-Web port and a gRPC port share a container port, and gRPC takes precedence",
  severity: "warning",
  reads: "servicePort",
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_builder.go",
      "buildHTTPConnectionManager: the gRPC-Web filter only where the port's protocol is GRPCWeb",
    ),
    istio(
      "pilot/pkg/networking/core/listener_inbound.go",
      "one inbound chain per container port; the oldest Service wins",
    ),
  ],
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    if (port.protocol !== "GRPC-Web") return;
    const rival = sharerOf(port, mesh, ({ protocol }) => /^(?:GRPC|HTTP2)$/.test(protocol));
    // The filter lets other gRPC calls pass: where its port comes first, all is well.
    if (rival && !comesFirst(port, rival)) yield withoutFilter(port, rival, mesh);
  },
});

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
      ? "the first port takes precedence: the pod's sidecar has no gRPC-Web filter, so browser calls reach the server untranslated"
      : "the older Service takes precedence: if it is the one with gRPC, browser calls reach the server untranslated",
    help: together
      ? "put the gRPC-Web port first: its filter passes other gRPC calls through"
      : "declare both as `grpc-web`: its filter passes other gRPC calls through",
  };
}
