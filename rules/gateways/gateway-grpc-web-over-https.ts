import { boundServers } from "../../src/mesh/ask/bound-servers.ts";
import { addsGrpcWebFilter, grpcWebCorsOf, type GrpcWebCors } from "../../src/mesh/ask/grpc-web.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";

export const gatewayGrpcWebOverHttps = defineRule({
  id: "gateway-grpc-web-over-https",
  topic: "gateways",
  summary: "gRPC-Web arrives over HTTPS and nothing on the way translates it to gRPC",
  severity: "info",
  reads: "destination",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].corsPolicy"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_builder.go",
      "the gRPC-Web filter is added for GRPC-Web ports only",
    ),
    thread("istio/istio#20537", "ports named grpc-web get the filter"),
  ],
  *check({ route, port }, mesh) {
    if (route.api !== "VirtualService" || !route.viaGateway) return;
    if (port?.service === undefined || (port.protocol !== "GRPC" && port.protocol !== "HTTP2"))
      return;
    const cors = grpcWebCorsOf(route);
    if (cors === undefined || mesh.all.envoyPatch().some(addsGrpcWebFilter)) return;
    const bound = route.owners.map((owner) => boundServers(owner, mesh));
    const servers = bound.includes(undefined) ? [] : bound.flatMap((it) => it ?? []);
    const secure = servers.find(({ protocol }) => protocol === "HTTPS");
    if (secure && servers.every(({ protocol }) => protocol !== "GRPC-Web")) {
      yield notTranslated(port, cors, secure);
    }
  },
});

function notTranslated(
  port: ServicePort,
  { evidence }: GrpcWebCors,
  server: GatewayServer,
): Finding {
  return {
    headline: `nothing translates gRPC-Web to gRPC before port ${portTitle(port)} of \`${port.service.resource.name}\``,
    primary: { span: port.protocolSpan, text: "declared as plain gRPC" },
    related: [
      { span: evidence.span, text: "gRPC-Web is expected here" },
      ...(server.protocolName
        ? [{ span: server.protocolName.span, text: "adds no gRPC-Web filter" }]
        : []),
    ],
    note: "unless the server speaks gRPC-Web itself, it answers 415, which browsers report as UNKNOWN (2)",
    help: "set `appProtocol: grpc-web` on this port: its sidecar then translates, and plain gRPC still passes",
  };
}
