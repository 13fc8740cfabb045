import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const gatewayHttpsRedirectGrpc = defineRule({
  id: "gateway-https-redirect-grpc",
  topic: "gateways",
  summary: "a Gateway server answers plaintext gRPC calls with a redirect to HTTPS",
  severity: "info",
  reads: "gatewayServer",
  fields: { "networking.istio.io/Gateway": ["spec.servers[].tls.httpsRedirect"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/gateway.go",
      "createGatewayHTTPFilterChainOpts: RequireTls ALL",
    ),
    envoy("source/common/grpc/status.cc", "httpToGrpcStatus: 301 is UNKNOWN"),
  ],
  *check(server, mesh) {
    const redirect = server.tls?.get("httpsRedirect");
    // Servers that terminate TLS, or pass it through, redirect nothing.
    if (redirect?.boolean()?.value !== true || !isHttp(server.protocol)) return;
    const routes = mesh
      .virtualServicesOf(server)
      .flatMap(({ resource }) => mesh.routesOf(resource));
    const [route] = routes;
    const isMeant = routes.every((it) => it.grpcOnly && !servesBrowsers(it));
    if (route && isMeant) yield redirects(server, redirect, route);
  },
});

/** Whoever types the address of a site into a browser needs the redirect, wherever its pages come from. */
function servesBrowsers({ destinations }: Route): boolean {
  return destinations.some(({ port }) => port?.protocol === "GRPC-Web");
}

function redirects(
  { portNumber }: GatewayServer,
  redirect: Field,
  { field, evidence }: Route,
): Finding {
  return {
    headline: `port ${portNumber?.value ?? "of this server"} redirects gRPC calls to HTTPS`,
    primary: { span: redirect.span, text: "gRPC follows no redirects" },
    related: [
      evidence[0]
        ? { span: evidence[0].span, text: evidence[0].text }
        : { span: field.span, text: "its routes are gRPC only" },
    ],
    note: "plaintext gRPC clients get status 301, which they report as UNKNOWN (2), not as a hint to use TLS",
    help: "remove this server if only gRPC clients use it: a refused connection (UNAVAILABLE) is clearer",
  };
}
