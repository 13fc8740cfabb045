import { dialsTls } from "../../src/mesh/ask/backend-tls.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import { confidenceOf, type GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { tlsServerReason } from "../../src/mesh/ask/tls-servers.ts";
import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { declarationOf } from "../../src/mesh/ask/port-words.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const gatewayBackendNotHttp2 = defineRule({
  id: "gateway-backend-not-http2",
  topic: "gateways",
  summary: "a gateway sends gRPC to a Service port over HTTP/1.1",
  severity: "error",
  severityWhere: {
    warning: "gRPC is likely, and not declared, or the server may terminate TLS itself",
  },
  answers: ["IST0118"],
  reads: "destination",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: routers do not sniff",
    ),
    thread(
      "istio/istio#60466",
      "with a BackendTLSPolicy and no `appProtocol`: TLS without ALPN, HTTP/1.1 to a gRPC server",
    ),
    thread("istio/istio#57294", "a port named `h2c` behind a gateway: 502, protocol error"),
  ],
  fixable: "safe",
  ofIstio: ({ route }) => route.resource,
  *check(destination, mesh) {
    const { route, port } = destination;
    if (!route.viaGateway || port?.service === undefined) return;
    const fault = portFaultOf(port, mesh);
    if (fault?.kind === "gateway-backend-not-http2" && fault.evidence) {
      const finding = dialsHttp1(destination, port, fault.evidence, dialsTls(port, mesh));
      yield { ...finding, ...declaration(port, finding, mesh) };
    }
  },
});

/** Nobody but its owner knows what a server with TLS of its own wants. */
function declaration(port: ServicePort, { severity }: Finding, mesh: Mesh): Pick<Finding, "fix"> {
  const safe = severity === "error" && tlsServerReason(port, mesh) === undefined;
  const fix = declareProtocol(port, { safe });
  return fix ? { fix } : {};
}

function dialsHttp1(
  destination: Destination,
  port: ServicePort,
  evidence: GrpcEvidence,
  isTls: boolean,
): Finding {
  const isSure = confidenceOf(evidence) === "certain" && !isTls;
  const known = port.protocol === "auto" ? "no protocol prefix Istio knows" : "declared as TCP";
  return {
    headline: `the gateway uses HTTP/1.1 to port ${portTitle(port)} of \`${port.service.resource.name}\``,
    primary: { span: port.protocolSpan, text: known },
    related: [
      { span: (destination.host ?? destination.field).span, text: "a gateway routes here" },
      { span: evidence.span, text: evidence.text },
    ],
    note: `${declarationOf(port)} is not HTTP/2: calls through the gateway end with UNAVAILABLE (14), protocol error`,
    help: port.appProtocol
      ? "use `appProtocol: grpc`"
      : "add `appProtocol: grpc` to this port, or start its name with `grpc-`",
    severity: isSure ? "error" : "warning",
  };
}
