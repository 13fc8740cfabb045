import { confidenceOf, type GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { isBackendOfGateway, portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { declarationOf, servesGrpc } from "../../src/mesh/ask/port-words.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding, Severity } from "../../src/rule/finding.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";

export const portHttpForGrpc = defineRule({
  id: "port-http-for-grpc",
  topic: "ports",
  summary: "a port that serves gRPC is declared as HTTP/1.1",
  severity: "error",
  severityWhere: {
    warning: "gRPC is likely, and not declared",
    info: "only flags, variables or images suggest gRPC",
  },
  reads: "servicePort",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: HTTP/2 for HTTP2 ports only",
    ),
    istio("pkg/config/protocol/instance.go", "IsHTTP2: GRPC, GRPC-Web and HTTP2, not HTTP"),
    thread("istio/istio#9045", "gRPC on a port named `http`: the server sees an HTTP/1.1 request"),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const fault = portFaultOf(port, mesh);
    if (fault?.kind === "port-http-for-grpc" && fault.evidence) {
      const finding = dialledWithHttp1(port, fault.evidence);
      yield { ...finding, severity: severityFor(fault.evidence, isBackendOfGateway(port, mesh)) };
    }
  },
});

/** What only flags and images suggest is worth a warning where a gateway is sure to dial with HTTP/1.1. */
function severityFor(evidence: GrpcEvidence, isAtGateway: boolean): Severity {
  const confidence = confidenceOf(evidence);
  if (confidence === "certain") return "error";
  return confidence === "likely" || isAtGateway ? "warning" : "info";
}

function dialledWithHttp1(port: ServicePort, evidence: GrpcEvidence): Finding {
  const { name } = port.service.resource;
  const finding = {
    headline: `port ${portTitle(port)} of \`${name}\` ${servesGrpc(evidence)} but is declared HTTP/1.1`,
    primary: { span: port.protocolSpan, text: "means HTTP/1.1 to Istio" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: `${declarationOf(port)} makes every proxy send HTTP/1.1; a gRPC server resets it: UNAVAILABLE (14), protocol error`,
  };
  const meant = portMeant(port, evidence);
  if (meant) {
    return {
      ...finding,
      headline: `gRPC is routed to port ${portTitle(port)} of \`${name}\`, which is declared HTTP/1.1`,
      help: `route it to port ${portTitle(meant)}; if this port serves gRPC too, add \`appProtocol: grpc\` to it`,
    };
  }
  const fix = declareProtocol(port, { safe: false });
  return {
    ...finding,
    help: port.appProtocol
      ? "use `appProtocol: grpc`"
      : "add `appProtocol: grpc` to this port, or start its name with `grpc-`",
    ...(fix && { fix }),
  };
}

/** Where only a route says that the port serves gRPC, the Service's port for gRPC, if it has one, was most likely meant. */
function portMeant({ service }: ServicePort, { kind }: GrpcEvidence): ServicePort | undefined {
  if (kind !== "grpc-route" && kind !== "path") return undefined;
  return service.ports.find(({ protocol }) => protocol === "GRPC");
}
