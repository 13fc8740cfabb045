import type { Destination } from "../../src/mesh/route.ts";
import type { GrpcEvidence } from "../../src/mesh/evidence.ts";
import { isHttp, isHttp2, isTcp } from "../../src/mesh/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/service.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const gatewayBackendNotHttp2 = defineRule({
  id: "gateway-backend-not-http2",
  topic: "gateways",
  summary: "a gateway sends gRPC to a Service port that it dials with HTTP/1.1",
  severity: "error",
  reads: "destination",
  evidence: [
    istio("pilot/pkg/networking/core/cluster_builder.go", "setUpstreamProtocol: routers do not sniff"),
    thread("istio/istio#57294", "a port named `h2c` behind a gateway: 502, protocol error"),
  ],
  fixable: "safe",
  *check(destination, mesh) {
    const { route, port } = destination;
    if (!route.viaGateway || port === undefined || isHttp2(port.protocol)) return;
    if (isTcp(port.protocol) || upgrades(destination)) return;
    const evidence = mesh.evidenceFor(port)[0];
    if (evidence) yield dialsHttp1(destination, port, evidence);
  },
});

/** The DestinationRule makes Envoy speak HTTP/2, or whatever the client speaks. */
function upgrades({ policy }: Destination): boolean {
  const http = policy?.connectionPool?.get("http");
  return (
    http?.get("h2UpgradePolicy")?.string()?.value === "UPGRADE" ||
    http?.get("useClientProtocol")?.boolean()?.value === true
  );
}

function dialsHttp1(destination: Destination, port: ServicePort, evidence: GrpcEvidence): Finding {
  const declared = isHttp(port.protocol) ? "declared as HTTP/1.1" : "declares no protocol";
  const beside = port.field.get("name") ?? port.field.get("port");
  const edit = port.appProtocol ? undefined : beside && addAfter(beside, "appProtocol: grpc");
  return {
    headline: `the gateway dials port ${portTitle(port)} of \`${port.service.resource.name}\` with HTTP/1.1`,
    primary: { span: port.protocolSpan, text: declared },
    related: [
      { span: (destination.host ?? destination.field).span, text: "a gateway routes here" },
      { span: evidence.span, text: evidence.text },
    ],
    note: "gRPC needs HTTP/2: calls through the gateway end with UNAVAILABLE (14), reset reason protocol error",
    help: "set `appProtocol: grpc` on this port, or start its name with `grpc-`",
    severity: evidence.kind === "path" ? "warning" : "error",
    ...(edit && { fix: { title: "add `appProtocol: grpc`", safe: true, edits: [edit] } }),
  };
}
