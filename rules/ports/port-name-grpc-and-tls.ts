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
    // A name with `mtls` may be for the mutual TLS of the mesh.
    if (!/-(?:tls|ssl|https|secure)(?:-|$)/i.test(name.value)) return;
    if (!startsTls(port, mesh)) yield bothAtOnce(port, name);
  },
});

/** A DestinationRule has clients originate TLS to the server itself; that of the mesh ends in the server's proxy. */
function startsTls({ service: { resource }, number }: ServicePort, mesh: Mesh): boolean {
  const modes = mesh
    .findDestinationRules(resource.name, resource)
    .flatMap((rule) => effectivePolicy(rule, undefined, number?.value).tls ?? [])
    .map((tls) => tls.get("mode")?.text ?? "");
  return modes.some((mode) => !/^(?:ISTIO_MUTUAL|DISABLE)$/.test(mode));
}

function bothAtOnce(port: ServicePort, name: Located<string>): Finding {
  const [first = ""] = name.value.split("-", 1);
  return {
    headline: `port ${portTitle(port)} of \`${port.service.resource.name}\` is plaintext to Istio, its name says TLS`,
    primary: { span: name.span, text: `\`${first}\` alone counts` },
    note: "if the server terminates TLS itself, proxies send it plaintext, and clients that use TLS fail: UNAVAILABLE (14)",
    help: "start the name with `tls-`, or add `appProtocol: tls`, if the server terminates TLS; leave the word out if it does not",
  };
}
