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

export const httpProbeOnGrpcPort = defineRule({
  id: "http-probe-on-grpc-port",
  topic: "probes",
  summary: "an HTTP probe targets a port that serves gRPC",
  severity: "warning",
  reads: "probe",
  fields: probePlaces("httpGet"),
  evidence: [
    kubernetes("pkg/probe/http/http.go", "HTTP probes speak HTTP/1.1"),
    istio(
      "pilot/cmd/pilot-agent/status/server.go",
      "handleAppProbeHTTPGet: the rewritten probe does the same",
    ),
  ],
  fixable: "unsafe",
  ofIstio: ({ container }) => container.workload.resource,
  *check(probe, mesh) {
    const port = probe.httpGet?.get("port");
    const served = port && grpcOnlyPortOf(probe, mesh);
    if (port && served)
      yield {
        ...asksOverHttp(probe, port, served),
        // A gRPC probe is plaintext.
        ...(tlsServerReason(served, mesh) ? {} : askByGrpc(probe.httpGet, probedPort(probe))),
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

function asksOverHttp({ kind }: Probe, port: Field, served: ServicePort): Finding {
  const consequence =
    kind === "readinessProbe"
      ? "the pod is never ready: UNAVAILABLE (14)"
      : "the container is restarted";
  return {
    headline: `this probe sends HTTP/1.1 to port ${portTitle(served)}, which serves gRPC`,
    primary: { span: port.span, text: "probed over HTTP/1.1" },
    related: [{ span: served.protocolSpan, text: "declared as gRPC" }],
    note: `a gRPC server answers HTTP/1.1 with an error, so ${consequence}`,
    help: "use a `grpc` probe and serve `grpc.health.v1.Health`, or probe a port that speaks HTTP",
  };
}
