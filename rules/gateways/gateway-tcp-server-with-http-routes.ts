import { boundServers, mayHaveOthers } from "../../src/mesh/ask/bound-servers.ts";
import { isPassthrough, servesHttp, type GatewayServer } from "../../src/mesh/objects/gateway.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const gatewayTcpServerWithHttpRoutes = defineRule({
  id: "gateway-tcp-server-with-http-routes",
  topic: "gateways",
  summary: "HTTP routes are bound to a Gateway server that treats its traffic as TCP",
  severity: "warning",
  reads: "virtualService",
  evidence: [
    istio("pkg/config/gateway/gateway.go", "IsHTTPServer, IsTCPServerWithTLSTermination"),
    istio("pilot/pkg/networking/core/gateway.go", "buildGatewayConnections: tcp routes only"),
  ],
  fixable: "unsafe",
  *check(service, mesh) {
    const http = service.http[0]?.parent;
    if (http === undefined || service.tls.length > 0 || service.tcp.length > 0) return;
    const servers = boundServers(service, mesh) ?? [];
    const [server] = servers;
    if (server === undefined || servers.some((it) => servesHttp(it) || isPassthrough(it))) return;
    const others = servers.flatMap((it) => mesh.virtualServicesOf(it));
    if (others.some(({ tls, tcp }) => tls.length > 0 || tcp.length > 0)) return;
    if (servers.some((it) => mayHaveOthers(it, mesh))) return;
    yield bytesOnly(service, server, http);
  },
});

function bytesOnly(service: VirtualService, server: GatewayServer, http: Field): Finding {
  const better = server.protocol === "TLS" ? "HTTPS" : "GRPC";
  const protocol = server.protocolName;
  const written = server.field.at("port", "protocol");
  const name = service.resource.name;
  return {
    headline: `the HTTP routes of \`${name}\` are bound to a \`${protocol?.value ?? ""}\` server`,
    primary: { span: protocol?.span ?? server.field.span, text: "uses `tcp` routes only" },
    related: [{ span: http.keySpan, text: "never used at this server" }],
    note: "the gateway has no route for these connections and closes them: gRPC clients see UNAVAILABLE (14)",
    help: `use \`protocol: ${better}\` so that the server uses HTTP routes, or use \`tcp\` routes`,
    ...offerFix(written && replaceText(written, better), {
      title: `use \`protocol: ${better}\` (the gateway then treats this traffic as HTTP)`,
      safe: false,
    }),
  };
}
