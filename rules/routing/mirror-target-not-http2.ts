import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { isHttp2, isTcp } from "../../src/mesh/objects/protocol.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import { portTitle, type HostPort } from "../../src/mesh/objects/service.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const mirrorTargetNotHttp2 = defineRule({
  id: "mirror-target-not-http2",
  topic: "routing",
  summary: "gRPC calls are mirrored to a Service port over HTTP/1.1",
  severity: "warning",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].mirror", "spec.http[].mirrors"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].filters[].requestMirror"],
    "gateway.networking.k8s.io/GRPCRoute": ["spec.rules[].filters[].requestMirror"],
  },
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: HTTP/2 by port, routers do not sniff",
    ),
  ],
  fixable: "unsafe",
  ofIstio: ({ resource }) => resource,
  *check(route) {
    const [reason] = route.evidence;
    if (reason === undefined) return;
    for (const mirror of route.mirrors) {
      const { port } = mirror;
      if (port && dialledWithHttp1(mirror, port)) yield lost(mirror, port, reason);
    }
  },
});

/** Sidecars speak to an undeclared port whatever the caller speaks; gateways speak HTTP/1.1. */
function dialledWithHttp1({ route, policy }: Destination, { protocol }: HostPort): boolean {
  const http = policy?.connectionPool?.get("http");
  if (http?.get("h2UpgradePolicy")?.text === "UPGRADE") return false;
  if (http?.get("useClientProtocol")?.boolean()?.value === true) return false;
  if (isHttp2(protocol) || isTcp(protocol) || protocol === "UDP") return false;
  return protocol === "auto" ? route.viaGateway && !route.viaMesh : true;
}

function lost(mirror: Destination, port: HostPort, reason: GrpcEvidence): Finding {
  const beside = port.field.get("name") ?? port.field.get("port");
  const isDeclarable = port.service && port.appProtocol === undefined;
  const edit = isDeclarable && beside && addAfter(beside, "appProtocol: grpc");
  return {
    headline: `mirrored gRPC calls reach port ${portTitle(port)} of \`${port.owner.resource.name}\` as HTTP/1.1`,
    primary: {
      span: port.protocolSpan,
      text: port.protocol === "auto" ? "declares no protocol" : "declared as HTTP/1.1",
    },
    related: [
      { span: (mirror.host ?? mirror.field).span, text: "mirrored here" },
      { span: reason.span, text: reason.text },
    ],
    note: "a gRPC server refuses every mirrored call, silently: responses to mirrored calls are discarded",
    help: port.service
      ? "set `appProtocol: grpc` on this port, or start its name with `grpc-`"
      : "set `protocol: GRPC` on this port",
    ...(edit && {
      fix: {
        title: "add `appProtocol: grpc`: all calls to this port then use HTTP/2",
        safe: false,
        edits: [edit],
      },
    }),
  };
}
