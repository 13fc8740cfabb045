import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { servesGrpc } from "../../src/mesh/ask/port-words.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { tlsServerReason } from "../../src/mesh/ask/tls-servers.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const grpcPortUndeclared = defineRule({
  id: "grpc-port-undeclared",
  topic: "ports",
  summary: "a port that serves gRPC declares no protocol, so Istio must guess",
  severity: "info",
  answers: ["IST0118", "KIA0601", "KIA0602"],
  reads: "servicePort",
  evidence: [
    istio("pkg/config/kube/conversion.go", "ConvertProtocol: Unsupported"),
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: sidecars sniff, routers do not",
    ),
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "inbound retries are left out for GRPC ports only",
    ),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const fault = portFaultOf(port, mesh);
    if (fault?.kind === "grpc-port-undeclared" && fault.evidence) {
      yield undeclared(port, fault.evidence, tlsServerReason(port, mesh) !== undefined);
    }
  },
});

function undeclared(port: ServicePort, evidence: GrpcEvidence, isTls: boolean): Finding {
  const fix = isTls ? undefined : declareProtocol(port, { safe: false });
  return {
    headline: `port ${portTitle(port)} of \`${port.service.resource.name}\` ${servesGrpc(evidence)} but declares no protocol`,
    primary: { span: port.protocolSpan, text: "Istio must guess" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "sidecars detect gRPC here, but a gateway would use HTTP/1.1: UNAVAILABLE (14) as soon as one routes to it",
    help: isTls
      ? "add `appProtocol: tls` if the server terminates TLS, otherwise `appProtocol: grpc`"
      : "add `appProtocol: grpc` to this port, or start its name with `grpc-`",
    ...(fix && { fix }),
  };
}
