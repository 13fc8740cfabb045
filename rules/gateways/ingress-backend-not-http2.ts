import { ingressBackendOf } from "../../src/mesh/ask/ingress-backends.ts";
import { ownerOfIngress } from "../../src/mesh/objects/gateway-classes.ts";
import { isBackendOfGateway, portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { declarationOf } from "../../src/mesh/ask/port-words.ts";
import { confidenceOf, type GrpcEvidence } from "../../src/mesh/objects/evidence.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const backends: Places = {
  "networking.k8s.io/Ingress": ["spec.rules[].http.paths[].backend.service"],
};

export const ingressBackendNotHttp2 = defineRule({
  id: "ingress-backend-not-http2",
  topic: "gateways",
  summary: "an Istio Ingress sends gRPC to a Service port over HTTP/1.1",
  severity: "error",
  severityWhere: { warning: "gRPC is likely, and not declared" },
  reads: "resource",
  fields: backends,
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: routers do not sniff",
    ),
    istio(
      "pilot/pkg/config/kube/ingress/virtualservices.go",
      "an Ingress becomes routes of the ingress gateway",
    ),
  ],
  fixable: "unsafe",
  *check(ingress, mesh) {
    if (ownerOfIngress(ingress, mesh) !== "istio") return;
    for (const field of placesOf(ingress, backends)) {
      const { port, written } = ingressBackendOf(field, ingress, mesh) ?? {};
      const fault = port && portFaultOf(port, mesh);
      if (port === undefined || written === undefined) continue;
      // Where a gateway routes there as well, its route says so.
      if (fault?.kind !== "gateway-backend-not-http2" || isBackendOfGateway(port, mesh)) continue;
      if (fault.evidence) yield dialsHttp1(port, fault.evidence, written);
    }
  },
});

function dialsHttp1(port: ServicePort, evidence: GrpcEvidence, backend: Field): Finding {
  const isSure = confidenceOf(evidence) === "certain";
  const fix = declareProtocol(port, { safe: false });
  return {
    headline: `the ingress gateway uses HTTP/1.1 to port ${portTitle(port)} of \`${port.service.resource.name}\``,
    primary: { span: port.protocolSpan, text: "not declared HTTP/2" },
    related: [
      { span: backend.span, text: "the Ingress sends calls here" },
      { span: evidence.span, text: evidence.text },
    ],
    note: `${declarationOf(port)} does not mean HTTP/2: calls through the Ingress end with UNAVAILABLE (14), protocol error`,
    help: "add `appProtocol: grpc` to this port, or start its name with `grpc-`",
    severity: isSure ? "error" : "warning",
    ...(fix && { fix }),
  };
}
