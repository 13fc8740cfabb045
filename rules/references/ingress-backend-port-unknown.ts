import { ingressBackendOf, type IngressBackend } from "../../src/mesh/ask/ingress-backends.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { ownerOfIngress, type Owner } from "../../src/mesh/objects/gateway-classes.ts";
import type { Service, ServicePort } from "../../src/mesh/objects/service.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";
import { oneOf } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

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
  fields: backends,
  evidence: [
    kubernetes(
      "staging/src/k8s.io/api/networking/v1/types.go",
      "ServiceBackendPort: the name or number of a port of the Service",
    ),
    istio(
      "pilot/pkg/config/kube/ingress/virtualservices.go",
      "ingressBackendToHTTPRoute: a number is taken as it is, a path with an unknown name is left out",
    ),
    {
      project: "ingress-nginx 1.12",
      path: "internal/ingress/controller/controller.go",
      detail: "serviceEndpoints: a port of the containers is taken, too",
    },
  ],
  *check(ingress, mesh) {
    const owner = ownerOfIngress(ingress, mesh);
    if (owner === "other") return;
    for (const field of placesOf(ingress, backends)) {
      const backend = ingressBackendOf(field, ingress, mesh);
      if (backend && backend.port === undefined && !isFine(field, backend, owner))
        yield notThere(backend, ingress, owner);
    }
  },
});

/** Istio serves no default backend; among other controllers some take container ports, and actions of annotations. */
function isFine(field: Field, { value, service }: IngressBackend, owner: Owner): boolean {
  return owner === "istio"
    ? field.path.startsWith("spec.defaultBackend")
    : value === "use-annotation" || targetOf(value, service) !== undefined;
}

function targetOf(text: string, { ports }: Service): ServicePort | undefined {
  return ports.find(({ targetPort }) => String(targetPort?.value) === text);
}

function notThere(
  { written, value: text, service }: IngressBackend,
  ingress: Resource,
  owner: Owner,
): Finding {
  const { resource, ports } = service;
  const isNumber = written.step === "number";
  const target = targetOf(text, service);
  const isSure = owner === "istio" && sameDeployment(resource, ingress) === "certain";
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
      ? [{ span: place.span, text: target ? "the target of the Service port" : "an existing port" }]
      : [],
    note:
      owner === "istio" && !isNumber
        ? "Istio omits the path: calls end with 404 or, in gRPC, UNIMPLEMENTED (12)"
        : "the backend has no endpoints: calls end with 503 or, in gRPC, UNAVAILABLE (14)",
    help: target?.number
      ? `use ${target.number.value}: an Ingress uses ports of the Service`
      : known.length > 0
        ? `use one of its ports: ${oneOf(known, 3)}`
        : "use the port number",
    ...(!isSure && { severity: "warning" as const }),
  };
}
