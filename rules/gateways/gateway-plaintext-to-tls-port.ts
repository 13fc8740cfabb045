import { dialsTls } from "../../src/mesh/ask/backend-tls.ts";
import { choosesHttp2 } from "../../src/mesh/ask/chosen-protocol.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";

export const gatewayPlaintextToTlsPort = defineRule({
  id: "gateway-plaintext-to-tls-port",
  topic: "gateways",
  summary: "a gateway terminates TLS and sends gRPC on, without TLS, to a port declared as TLS",
  severity: "warning",
  reads: "destination",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "applyUpstreamTLSSettings: TLS to the server only by a DestinationRule, whatever the port declares",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: ports of HTTPS and TLS are not HTTP/2",
    ),
    thread("istio/istio#26554", "a gateway cannot get to a backend that speaks HTTPS"),
  ],
  ofIstio: ({ route }) => route.resource,
  *check(destination, mesh) {
    const { route, port, policy } = destination;
    if (!route.viaGateway || port?.service === undefined) return;
    if (port.protocol !== "HTTPS" && port.protocol !== "TLS") return;
    const mode = policy?.tls?.get("mode")?.text;
    if (choosesHttp2(destination)) return;
    if (mode === "SIMPLE" || mode === "MUTUAL" || dialsTls(port, mesh)) return;
    const [evidence] = [...mesh.evidenceFor(port), ...route.evidence];
    if (evidence) yield plaintext(destination, port, evidence, mesh);
  },
});

function plaintext(
  destination: Destination,
  port: ServicePort,
  evidence: GrpcEvidence,
  mesh: Mesh,
): Finding {
  const { resource } = port.service;
  return {
    headline: `the gateway sends plaintext to port ${portTitle(port)} of \`${resource.name}\`, which declares TLS`,
    primary: { span: (destination.host ?? destination.field).span, text: "sent without TLS" },
    related: [
      { span: port.protocolSpan ?? mesh.nameSpan(resource), text: "declares TLS" },
      { span: evidence.span, text: evidence.text },
    ],
    note: "the gateway terminates TLS, and originates it anew only where a DestinationRule says so: gRPC calls end with UNAVAILABLE (14)",
    help: "pass TLS through at the gateway; or declare the port `grpc`, with `tls: { mode: SIMPLE }` in a DestinationRule if the server speaks TLS",
  };
}
