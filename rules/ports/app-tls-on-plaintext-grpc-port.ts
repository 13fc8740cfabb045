import { grpcProbePort } from "../../src/mesh/objects/probed-port.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import { isCaptured } from "../../src/mesh/ask/captured.ts";
import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { probePlaces } from "../../src/mesh/ask/probe-places.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Probe } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const appTlsOnPlaintextGrpcPort = defineRule({
  id: "app-tls-on-plaintext-grpc-port",
  topic: "ports",
  summary: "a server with its own TLS is behind a port declared as plaintext gRPC",
  severity: "warning",
  reads: "probe",
  fields: probePlaces("grpc.mode", "exec"),
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
  ],
  ofIstio: ({ container }) => container.workload.resource,
  *check(probe, mesh) {
    const tls = tlsFlag(probe);
    const probed = grpcProbePort(probe);
    const { workload } = probe.container;
    if (tls === undefined || probed === undefined || !mayHaveSidecar(workload, mesh)) return;
    if (!isCaptured(workload, probed.port)) return;
    const [port, ...others] = mesh
      .servicesOf(workload)
      .flatMap(({ ports }) => ports)
      .filter((it) => isHttp2(it.protocol) && targetNumber(it, workload) === probed.port)
      .filter((it) => !hasTlsPolicy(it, mesh));
    if (port) yield speaksTls(port, tls, others);
  },
});

/** Where the probe says that the server wants TLS. */
function tlsFlag({ grpc, command }: Probe): Span | undefined {
  const mode = grpc?.get("mode");
  if (mode?.text === "TLS") return mode.keySpan;
  return command.find(({ value }) => /^--?tls(?:=true)?$/.test(value))?.span;
}

function hasTlsPolicy({ service: { resource } }: ServicePort, mesh: Mesh): boolean {
  return mesh
    .findDestinationRules(resource.name, resource)
    .some(({ policies }) => policies.some(({ tls }) => tls !== undefined));
}

function speaksTls(port: ServicePort, flag: Span, others: readonly ServicePort[]): Finding {
  return {
    headline: `port ${portTitle(port)} of \`${port.service.resource.name}\` is plaintext gRPC, but its server speaks TLS`,
    primary: { span: port.protocolSpan, text: "means plaintext HTTP/2 to Istio" },
    related: [
      { span: flag, text: "the server is probed with TLS" },
      ...others.map(({ protocolSpan }) => ({ span: protocolSpan, text: "so does this port" })),
    ],
    note: "the sidecar sends plaintext to a TLS server: calls end with UNAVAILABLE (14), connection reset",
    help: "disable TLS in the server, as the mesh already encrypts; or use `appProtocol: tls`, without routes and retries",
  };
}
