import type { Mesh } from "../../src/mesh/mesh.ts";
import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const portProtocolUndeclared = defineRule({
  id: "port-protocol-undeclared",
  topic: "ports",
  summary: "a Service port does not declare its protocol",
  severity: "info",
  preset: "strict",
  reads: "servicePort",
  evidence: [
    istio(
      "pkg/config/kube/conversion.go",
      "ConvertProtocol: Unsupported, so that proxies must guess",
    ),
    istio("pkg/config/analysis/analyzers/service/portname.go", "IST0118, IST0150"),
  ],
  answers: ["IST0118", "IST0150", "KIA0601", "KIA0602"],
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    if (isUndeclared(port) && !isIstio(port) && portFaultOf(port, mesh) === undefined)
      yield undeclared(port, mesh);
  },
});

/** Of an ExternalName Service the bare name `tcp` says no more. */
function isUndeclared({ protocol, name, service }: ServicePort): boolean {
  return protocol === "auto" || (service.externalName && name?.value === "tcp");
}

/** Istio's own Services. */
function isIstio({ service }: ServicePort): boolean {
  const labels = service.resource.metadata?.get("labels");
  return labels?.get("istio") !== undefined || labels?.get("release")?.text === "istio";
}

function undeclared(port: ServicePort, mesh: Mesh): Finding {
  const { service } = port;
  return {
    headline: `port ${portTitle(port)} of \`${service.resource.name}\` declares no protocol`,
    primary: { span: port.protocolSpan, text: "proxies must guess" },
    related: [{ span: mesh.nameSpan(service.resource), text: "the Service" }],
    note: "sidecars detect HTTP, and gateways use HTTP/1.1: gRPC calls to this port fail with UNAVAILABLE (14)",
    help: "start its name with `http`, `grpc`, `tcp` or `tls`, or add `appProtocol`",
  };
}
