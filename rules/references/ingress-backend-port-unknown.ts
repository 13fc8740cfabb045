import { ingressBackendOf, type IngressBackend } from "../../src/mesh/ask/ingress-backends.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";

const backends: Places = {
  "networking.k8s.io/Ingress": [
    "spec.defaultBackend.service",
    "spec.rules[].http.paths[].backend.service",
  ],
};

export const ingressBackendPortUnknown = defineRule({
  id: "ingress-backend-port-unknown",
  topic: "references",
  summary: "an Ingress sends to a port that its Service does not have",
  severity: "error",
  severityWhere: { warning: "the Service and the Ingress may be deployed apart" },
  reads: "resource",
  at: backends,
  evidence: [
    kubernetes(
      "staging/src/k8s.io/api/networking/v1/types.go",
      "ServiceBackendPort: the name or number of a port of the Service",
    ),
  ],
  *check(ingress, mesh) {
    for (const field of placesOf(ingress, backends)) {
      const backend = ingressBackendOf(field, ingress, mesh);
      if (backend && backend.port === undefined) yield notThere(backend, ingress);
    }
  },
});

function notThere({ written, value: text, service }: IngressBackend, ingress: Resource): Finding {
  const { resource, ports } = service;
  const isNumber = written.step === "number";
  const target = ports.find(({ targetPort }) => String(targetPort?.value) === text);
  const known = ports.flatMap(({ name, number }) => {
    const value = isNumber ? number?.value : name?.value;
    return value === undefined ? [] : [String(value)];
  });
  const [first] = ports;
  const place = target?.targetPort ?? first?.number;
  return {
    headline: `Service \`${resource.name}\` has no port ${isNumber ? text : `named \`${text}\``}`,
    primary: { span: written.span, text: target ? "is a container port" : "no such port" },
    related: place
      ? [{ span: place.span, text: target ? "what the Service port leads to" : "a port it has" }]
      : [],
    note: "the backend has no endpoints: calls end with 503 or, in gRPC, UNAVAILABLE (14)",
    help: target?.number
      ? `use ${target.number.value}: an Ingress names ports of the Service`
      : known.length > 0
        ? `use a port that it has: ${oneOf(known, 3)}`
        : "name the port by its number",
    ...(sameDeployment(resource, ingress) !== "certain" && { severity: "warning" as const }),
  };
}
