import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcPortUdp = defineRule({
  id: "grpc-port-udp",
  topic: "ports",
  summary: "a gRPC port has `protocol: UDP`",
  severity: "error",
  reads: "servicePort",
  evidence: [
    istio("pkg/config/kube/conversion.go", "ConvertProtocol: UDP before `appProtocol` and name"),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    const transport = port.field.get("protocol");
    if (transport && portFaultOf(port, mesh)?.kind === "grpc-port-udp")
      yield onUdp(port, transport);
  },
});

function onUdp(port: ServicePort, transport: Field): Finding {
  const edit = replaceText(transport, "TCP");
  return {
    headline: `port ${portTitle(port)} is intended for gRPC, but gRPC does not run over UDP`,
    primary: { span: transport.span, text: "gRPC needs TCP" },
    related: [{ span: port.protocolSpan, text: "declared as gRPC" }],
    note: "proxies ignore UDP ports, and no gRPC client can connect: UNAVAILABLE (14)",
    help: "use `protocol: TCP`, or leave it out: TCP is the default",
    ...(edit && {
      fix: {
        title: "use `protocol: TCP` (UDP clients can no longer use this port)",
        safe: false,
        edits: [edit],
      },
    }),
  };
}
