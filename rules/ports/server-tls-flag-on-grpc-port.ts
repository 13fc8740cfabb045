import { otlpServers } from "../../src/mesh/ask/collector-configs.ts";
import { servicePortsOf } from "../../src/mesh/ask/probed-services.ts";
import { hasWaypoint } from "../../src/mesh/ask/ambient.ts";
import { isCaptured } from "../../src/mesh/ask/captured.ts";
import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { servedTls, type TlsSign } from "../../src/mesh/ask/served-tls.ts";
import type { Container } from "../../src/mesh/objects/workload.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { effectivePolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";

export const serverTlsFlagOnGrpcPort = defineRule({
  id: "server-tls-flag-on-grpc-port",
  topic: "ports",
  summary: "server arguments or variables enable TLS, but its port is declared as plaintext gRPC",
  severity: "warning",
  severityWhere: { info: "the arguments or variables only suggest TLS" },
  reads: "container",
  evidence: [
    istio(
      "pkg/config/protocol/instance.go",
      "IsTLS: HTTPS and TLS only; GRPC and HTTP2 are plaintext",
    ),
    thread(
      "istio/istio#16282",
      "gRPC with TLS in the application works with a port `https-`, not `grpc`",
    ),
    thread("istio/istio#14909", "a port named `grpc` with TLS inside"),
    {
      project: "OpenTelemetry Collector 0.110",
      path: "config/configtls/configtls.go",
      detail: "ServerConfig: a receiver with `tls.cert_file` serves TLS alone",
    },
    istio(
      "pilot/pkg/networking/core/listener_waypoint.go",
      "a waypoint parses the calls of a Service port as the port declares",
    ),
  ],
  ofIstio: ({ workload }) => workload.resource,
  *check(container, mesh) {
    const { workload } = container;
    if (workload.isGateway) return;
    const isSidecar = mayHaveSidecar(workload, mesh);
    for (const sign of [...servedTls(container), ...receivedTls(container, mesh)]) {
      if (isSidecar && !isCaptured(workload, sign.port)) continue;
      const port = servicePortsOf(workload, sign.port, mesh).find(
        (it) => isPlain(it, mesh) && (isSidecar || hasWaypoint(it.service.resource, mesh)),
      );
      if (port) yield speaksTls(port, sign);
    }
  },
});

/** Receivers of a collector with a certificate of their own. */
function receivedTls(container: Container, mesh: Mesh): readonly TlsSign[] {
  return otlpServers(container, mesh).flatMap(({ port, grpc }) => {
    const tls = grpc.get("tls");
    if (!tls?.get("cert_file") && !tls?.get("cert_pem")) return [];
    return [{ port, span: tls.keySpan, text: "the OTLP receiver speaks TLS", isSure: true }];
  });
}

/** Declared as plaintext HTTP/2, and no DestinationRule says otherwise. */
function isPlain(port: ServicePort, mesh: Mesh): boolean {
  const { resource } = port.service;
  return (
    isHttp2(port.protocol) &&
    !mesh
      .findDestinationRules(resource.name, resource)
      .some((rule) => effectivePolicy(rule, undefined, port.number?.value).tls !== undefined)
  );
}

function speaksTls(port: ServicePort, { span, text, isSure }: TlsSign): Finding {
  const verb = isSure ? "speaks" : "seems to speak";
  return {
    headline: `port ${portTitle(port)} of \`${port.service.resource.name}\` is plaintext gRPC, but its server ${verb} TLS`,
    primary: { span: port.protocolSpan, text: "means plaintext HTTP/2 to Istio" },
    related: [{ span, text }],
    note: "the proxy sends plaintext to a TLS server: calls fail with UNAVAILABLE (14), connection reset",
    help: "disable TLS in the server, as the mesh already encrypts; or use `appProtocol: tls`, without routes and retries",
    ...(!isSure && { severity: "info" as const }),
  };
}
