import type { GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { isHttp2, protocolOfPortName } from "../../src/mesh/objects/protocol.ts";
import { lookalikeOf } from "../../src/mesh/ask/protocol-lookalikes.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const appProtocolUnknown = defineRule({
  id: "app-protocol-unknown",
  topic: "ports",
  summary: "a gRPC port has an `appProtocol` that Istio does not know",
  severity: "warning",
  answers: ["IST0118", "KIA0602"],
  reads: "servicePort",
  evidence: [
    istio(
      "pkg/config/kube/conversion.go",
      "ConvertProtocol: `appProtocol` wins over the name, known or not",
    ),
    kubernetes(
      "staging/src/k8s.io/api/core/v1/types.go",
      "ServicePort.AppProtocol: kubernetes.io/h2c, ws, wss",
    ),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const fault = portFaultOf(port, mesh);
    if (fault?.kind === "app-protocol-unknown" && port.appProtocol) {
      yield unknownWord(port, port.appProtocol, fault.evidence);
    }
  },
});

function unknownWord(
  port: ServicePort,
  written: Located<string>,
  evidence: GrpcEvidence | undefined,
): Finding {
  const meant = lookalikeOf(written.value) ?? "grpc";
  const value = meant === "http2" ? "kubernetes.io/h2c" : meant;
  const fix = meant === "tls" ? undefined : declareProtocol(port, { protocol: value, safe: false });
  return {
    headline: `Istio does not know \`appProtocol: ${written.value}\`, so port ${portTitle(port)} declares nothing`,
    primary: { span: written.span, text: "unknown to Istio" },
    related: [
      ...overruled(port),
      ...(evidence ? [{ span: evidence.span, text: evidence.text }] : []),
    ],
    note: "sidecars must guess, and gateways use HTTP/1.1: gRPC through them ends with UNAVAILABLE (14)",
    help:
      meant === "tls"
        ? "use `tls` if the server speaks TLS, otherwise `grpc`"
        : `use \`appProtocol: ${value}\``,
    ...(fix && { fix }),
  };
}

function overruled({ name }: ServicePort): readonly Label[] {
  return name && isHttp2(protocolOfPortName(name.value))
    ? [{ span: name.span, text: "this name is ignored" }]
    : [];
}
