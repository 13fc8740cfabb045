import { probePlaces } from "../../src/mesh/ask/probe-places.ts";
import { grpcOnlyPortOf } from "../../src/mesh/ask/probed-services.ts";
import { probedPort } from "../../src/mesh/objects/probed-port.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { tlsServerReason } from "../../src/mesh/ask/tls-servers.ts";
import type { Probe } from "../../src/mesh/objects/workload.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceEntry } from "../../src/rule/replace-entry.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const tcpProbeOnGrpcPort = defineRule({
  id: "tcp-probe-on-grpc-port",
  topic: "probes",
  summary: "a probe of a gRPC server only checks that its port is open",
  severity: "info",
  reads: "probe",
  fields: probePlaces("tcpSocket"),
  evidence: [
    kubernetes("staging/src/k8s.io/api/core/v1/types.go", "TCPSocketAction, GRPCAction"),
    kubernetes("pkg/probe/grpc/grpc.go", "Probe: insecure credentials, no TLS"),
    istio("pilot/cmd/pilot-agent/status/server.go", "handleAppProbeTCPSocket: connects and closes"),
  ],
  fixable: "unsafe",
  ofIstio: ({ container }) => container.workload.resource,
  *check(probe, mesh) {
    const port = probe.tcpSocket?.get("port");
    const served = port && grpcOnlyPortOf(probe, mesh);
    // A gRPC probe is plaintext: of a server with TLS an open port is all that can be asked.
    if (port && served && tlsServerReason(served, mesh) === undefined)
      yield {
        ...onlyConnects(probe, port, served),
        ...askByGrpc(probe.tcpSocket, probedPort(probe)),
      };
  },
});

function askByGrpc(field: Field | undefined, port: number | undefined): { readonly fix?: Fix } {
  if (field === undefined || port === undefined) return {};
  return offerFix(replaceEntry(field, "grpc", [`port: ${port}`]), {
    title: "use a gRPC probe; the server must serve `grpc.health.v1.Health`",
    safe: false,
  });
}

function onlyConnects({ kind }: Probe, port: Field, served: ServicePort): Finding {
  const what = "a server that accepts connections but answers no calls";
  return {
    headline: `this probe only connects to port ${portTitle(served)}, which serves gRPC`,
    primary: { span: port.span, text: "passes if the port is open" },
    related: [{ span: served.protocolSpan, text: "declared as gRPC" }],
    note: `${what} ${kind === "livenessProbe" ? "is never restarted" : "stays in rotation"}: DEADLINE_EXCEEDED (4)`,
    help: "use a `grpc` probe if the server serves `grpc.health.v1.Health`",
  };
}
