import { confidenceOf, type GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { declarationOf, isDeliberate, servesGrpc } from "../../src/mesh/ask/port-words.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { tlsServerReason } from "../../src/mesh/ask/tls-servers.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";

export const portTcpForGrpc = defineRule({
  id: "port-tcp-for-grpc",
  topic: "ports",
  summary: "a port that serves gRPC is declared as plain TCP",
  severity: "warning",
  severityWhere: { info: "gRPC is only suggested, TLS likely, or TCP chosen on purpose" },
  reads: "servicePort",
  evidence: [
    istio("pkg/config/protocol/instance.go", "IsTCP: TCP, HTTPS, TLS, Mongo, Redis, MySQL"),
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "VirtualService.http applies to HTTP, HTTP2 and GRPC ports",
    ),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const fault = portFaultOf(port, mesh);
    if (fault?.kind === "port-tcp-for-grpc" && fault.evidence) {
      yield forwardedAsBytes(port, fault.evidence, tlsServerReason(port, mesh) !== undefined);
    }
  },
});

function forwardedAsBytes(port: ServicePort, evidence: GrpcEvidence, isTls: boolean): Finding {
  const fix = isTls ? undefined : declareProtocol(port, { safe: false });
  const isWeak = evidence.kind === "probe" || confidenceOf(evidence) === "weak";
  const isLikely = !isWeak && !isDeliberate(port) && !isTls;
  return {
    headline: `port ${portTitle(port)} of \`${port.service.resource.name}\` ${servesGrpc(evidence)} but is declared TCP`,
    primary: { span: port.protocolSpan, text: "means raw TCP to Istio" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: `${declarationOf(port)} hides gRPC from Istio: all calls of a connection go to one pod; routes, retries and path rules have no effect`,
    help: isTls
      ? "add `appProtocol: tls` if the server terminates TLS, otherwise `appProtocol: grpc`"
      : "add `appProtocol: grpc` to this port, or start its name with `grpc-`",
    ...(!isLikely && { severity: "info" as const }),
    ...(fix && { fix }),
  };
}
