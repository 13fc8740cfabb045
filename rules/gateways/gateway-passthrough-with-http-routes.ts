import { boundServers, mayHaveOthers } from "../../src/mesh/ask/bound-servers.ts";
import { isPassthrough, type GatewayServer } from "../../src/mesh/objects/gateway.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const gatewayPassthroughWithHttpRoutes = defineRule({
  id: "gateway-passthrough-with-http-routes",
  topic: "gateways",
  summary: "HTTP routes are bound to a Gateway server that passes TLS through",
  severity: "warning",
  reads: "virtualService",
  evidence: [
    istio("pkg/config/gateway/gateway.go", "IsPassThroughServer, IsHTTPServer"),
    istio(
      "pilot/pkg/networking/core/gateway.go",
      "buildGatewayNetworkFiltersFromTLSRoutes: `tls` routes only",
    ),
  ],
  *check(service, mesh) {
    const http = service.http[0]?.parent;
    if (http === undefined || service.tls.length > 0) return;
    const servers = boundServers(service, mesh) ?? [];
    const encrypted = servers.filter((it) => it.protocolName && !isPlaintext(it));
    const [server] = encrypted;
    if (server === undefined || encrypted.length < servers.length) return;
    if (!servers.every(isPassthrough)) return;
    const others = servers.flatMap((it) => mesh.virtualServicesOf(it));
    if (others.some(({ tls }) => tls.length > 0)) return;
    if (servers.some((it) => mayHaveOthers(it, mesh))) return;
    yield encryptedHere(service, server, http);
  },
});

/** On plaintext servers the default mode means nothing but a redirect. */
function isPlaintext({ protocol }: GatewayServer): boolean {
  return protocol !== "HTTPS" && protocol !== "TLS";
}

function encryptedHere(service: VirtualService, server: GatewayServer, http: Field): Finding {
  const host = service.hosts[0]?.value ?? "the host";
  return {
    headline: `\`${service.resource.name}\` has HTTP routes for a server that passes TLS through`,
    primary: { span: http.keySpan, text: "never used at this server" },
    related: [
      server.tlsMode
        ? { span: server.tlsMode.span, text: "TLS is not decrypted here" }
        : {
            span: (server.tls ?? server.field).keySpan,
            text: "without `mode` this is PASSTHROUGH",
          },
    ],
    note: "the gateway sees only the SNI, finds no `tls` route and closes: gRPC clients see UNAVAILABLE (14)",
    help: `use \`tls\` routes with \`sniHosts: [${host}]\`, or terminate TLS at the gateway with \`mode: SIMPLE\``,
  };
}
