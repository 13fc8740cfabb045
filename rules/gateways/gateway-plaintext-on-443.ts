import { isHttp } from "../../src/mesh/objects/protocol.ts";
import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayPlaintextOn443 = defineRule({
  id: "gateway-plaintext-on-443",
  topic: "gateways",
  summary: "a Gateway expects plaintext gRPC on port 443, where clients use TLS",
  severity: "info",
  reads: "gatewayServer",
  evidence: [
    istio("pilot/pkg/networking/core/gateway.go", "no TLS context without the server's `tls`"),
    thread("istio/istio#53235", "protocol HTTP on 443: clients fail in the TLS handshake"),
    thread("istio/istio#25132", "protocol http on 443: only clients without TLS get through"),
  ],
  *check(server, mesh) {
    const { portNumber, protocol, protocolName, tls } = server;
    // Another rule covers settings of TLS that this protocol has no use for.
    const isSet = tls !== undefined && tls.keys.some((key) => key !== "httpsRedirect");
    const isRedirect = tls?.get("httpsRedirect")?.boolean()?.value === true;
    if (portNumber?.value !== 443 || !isHttp(protocol) || isSet || isRedirect) return;
    if (protocolName && isForGrpc(server, mesh) && !isBehindTls(server, mesh))
      yield plaintext(portNumber, protocolName);
  },
});

/** Named or declared for gRPC, or routed to it. */
function isForGrpc(server: GatewayServer, mesh: Mesh): boolean {
  const name = server.field.at("port", "name")?.text ?? "";
  return (
    server.protocol === "GRPC" ||
    /(?:^|-)grpc(?:-|$)/i.test(name) ||
    mesh
      .virtualServicesOf(server)
      .some((it) => mesh.routesOf(it.resource).some(({ evidence }) => evidence.length > 0))
  );
}

/** A load balancer in front terminates TLS. */
function isBehindTls({ gateway }: GatewayServer, mesh: Mesh): boolean {
  const services = mesh.podsOfGateway(gateway).flatMap((pod) => mesh.servicesOf(pod));
  const annotated = [gateway.resource, ...services.map(({ resource }) => resource)];
  return annotated.some(({ metadata }) =>
    metadata
      ?.get("annotations")
      ?.keys.some((key) => endsTls.test(key) && !key.startsWith("cert-manager.io/")),
  );
}

/** In the annotations of load balancers; `certified-by` is none. */
const endsTls = /ssl|tls|(?<![a-z])certs?(?![a-z])|certificate|(?:backend|app)-protocol/i;

function plaintext(port: Located<number>, protocol: Located<string>): Finding {
  return {
    headline: `port 443 of this Gateway is plaintext: \`${protocol.value}\` without \`tls\``,
    primary: { span: protocol.span, text: "no TLS" },
    related: [{ span: port.span, text: "the port of HTTPS" }],
    note: "gRPC clients use TLS on 443, unless told otherwise: the handshake fails, UNAVAILABLE (14)",
    help: "use `protocol: HTTPS` with `tls`; a load balancer that terminates TLS in front makes this right",
  };
}
