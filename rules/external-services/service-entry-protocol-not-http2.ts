import type { Mesh } from "../../src/mesh/mesh.ts";
import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { grpcOverHttp1 } from "../../src/mesh/ask/grpc-over-http1.ts";
import { tlsOriginationOf } from "../../src/mesh/ask/tls-origination.ts";
import type { ServiceEntry, ServiceEntryPort } from "../../src/mesh/objects/service-entry.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const serviceEntryProtocolNotHttp2 = defineRule({
  id: "service-entry-protocol-not-http2",
  topic: "external-services",
  summary: "gRPC is routed to a port of a ServiceEntry that is not declared as HTTP/2",
  severity: "warning",
  severityWhere: { info: "only the name of the host says gRPC" },
  reads: "serviceEntry",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "HTTP/2 is negotiated for clusters declared HTTP/2 only",
    ),
    thread("istio/istio#29746", "gRPC origination over HTTP ports: unexpected EOS on DATA frame"),
  ],
  fixable: "unsafe",
  *check(entry, mesh) {
    for (const port of entry.ports) {
      const name = port.field.get("protocol");
      const route = name && grpcOverHttp1(port, mesh);
      if (route) yield notHttp2(entry, name, route.evidence[0]);
      const host = name && !route ? namedForGrpc(port, mesh) : undefined;
      if (name && host) yield { ...notHttp2(entry, name, host), severity: "info" };
    }
  },
});

/** `grpc.example.com`, where proxies originate TLS and dial with HTTP/1.1: without routes that is all that speaks of gRPC. */
function namedForGrpc(port: ServiceEntryPort, mesh: Mesh): GrpcEvidence | undefined {
  const { owner, number, protocol } = port;
  const host = owner.hosts.find(({ value }) => /(?:^|[.-])grpc[.-]/i.test(value));
  if (host === undefined || number === undefined || !/^HTTPS?$/.test(protocol)) return undefined;
  if (tlsOriginationOf(owner, number.value, mesh) === undefined) return undefined;
  return { kind: "host-name", span: host.span, text: "named for gRPC" };
}

function notHttp2({ hosts }: ServiceEntry, name: Field, evidence?: GrpcEvidence): Finding {
  const written = name.text ?? "";
  const edit = replaceText(name, "GRPC");
  const verb = evidence?.kind === "host-name" ? "seems to go" : "goes";
  return {
    headline: `gRPC ${verb} to \`${hosts[0]?.value ?? "this host"}\` over a port declared \`${written}\``,
    primary: { span: name.span, text: "not HTTP/2" },
    related: evidence ? [{ span: evidence.span, text: evidence.text }] : [],
    note: "sidecars do not use HTTP/2 on this port, so gRPC calls end with UNAVAILABLE (14)",
    help: "use `protocol: GRPC`: TLS still comes from the DestinationRule",
    ...(edit && {
      fix: { title: "use `GRPC`, for every client of this host", safe: false, edits: [edit] },
    }),
  };
}
