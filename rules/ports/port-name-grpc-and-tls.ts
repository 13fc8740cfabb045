import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { effectivePolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const portNameGrpcAndTls = defineRule({
  id: "port-name-grpc-and-tls",
  topic: "ports",
  summary: "a port is named for gRPC and for TLS, and is plaintext to Istio",
  severity: "info",
  reads: "servicePort",
  evidence: [
    istio("pkg/config/kube/conversion.go", "ConvertProtocol: only what is before the first `-`"),
    istio("pkg/config/protocol/instance.go", "IsTLS: HTTPS and TLS only"),
    thread(
      "jaegertracing/jaeger-operator#2101",
      "`grpc-https`: first record does not look like a TLS handshake",
    ),
  ],
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const { name, appProtocol, protocol } = port;
    if (name === undefined || appProtocol !== undefined || !isHttp2(protocol)) return;
    if (!/-(?:m?tls|ssl|https|secure)(?:-|$)/i.test(name.value)) return;
    const modes = tlsModes(port, mesh);
    // The name may be for the mutual TLS of the mesh.
    const isMesh = /-mtls(?:-|$)/i.test(name.value) && modes.includes("ISTIO_MUTUAL");
    const isStarted = modes.some((mode) => !/^(?:ISTIO_MUTUAL|DISABLE)$/.test(mode));
    if (!isMesh && !isStarted) yield bothAtOnce(port, name);
  },
});

/** What DestinationRules have clients do; TLS of the mesh ends in the server's proxy, that of other modes at the server. */
function tlsModes({ service: { resource }, number }: ServicePort, mesh: Mesh): readonly string[] {
  return mesh
    .findDestinationRules(resource.name, resource)
    .flatMap((rule) => effectivePolicy(rule, undefined, number?.value).tls ?? [])
    .map((tls) => tls.get("mode")?.text ?? "");
}

function bothAtOnce(port: ServicePort, name: Located<string>): Finding {
  const [first = ""] = name.value.split("-", 1);
  return {
    headline: `port ${portTitle(port)} of \`${port.service.resource.name}\` is plaintext to Istio, its name says TLS`,
    primary: { span: name.span, text: `\`${first}\` alone counts` },
    note: "if the server ends TLS itself, proxies send it plaintext, and clients that start TLS fail: UNAVAILABLE (14)",
    help: "start the name with `tls-`, or add `appProtocol: tls`, if the server ends TLS; leave the word out if it does not",
  };
}
