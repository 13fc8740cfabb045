import { nearest } from "../../src/mesh/world/nearest.ts";
import { namespacesAgree } from "../../src/mesh/world/by-namespace.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
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
  reads: "resource",
  at: backends,
  evidence: [
    kubernetes(
      "staging/src/k8s.io/api/networking/v1/types.go",
      "ServiceBackendPort: the name or number of a port of the Service",
    ),
  ],
  *check(ingress, mesh) {
    for (const backend of placesOf(ingress, backends)) {
      const port = backend.get("port");
      const written = port?.get("number") ?? port?.get("name");
      const service = serviceOf(backend, ingress, mesh);
      if (written === undefined || service === undefined || isAction(written)) continue;
      if (!hasPort(service, written)) yield notThere(written, service, ingress);
    }
  },
});

function serviceOf(backend: Field, from: Resource, mesh: Mesh): Service | undefined {
  const named = mesh
    .servicesNamed(backend.get("name")?.text ?? "")
    .filter((it) => namespacesAgree(it.resource.namespace, from.namespace));
  const [found, ...others] = nearest(from, named, (it) => it.resource);
  const isKnown = found !== undefined && others.length === 0 && found.ports.length > 0;
  return isKnown && !mesh.isPatched(found.resource, "spec.ports") ? found : undefined;
}

/** A load balancer of AWS takes what to do from an annotation of the Service's name. */
function isAction(port: Field): boolean {
  return port.text === "use-annotation";
}

function hasPort({ ports }: Service, written: Field): boolean {
  const value = valueOf(written);
  return ports.some(
    ({ number, name }) =>
      number === undefined ||
      value === (written.step === "number" ? String(number.value) : name?.value),
  );
}

function valueOf(written: Field): string {
  return String(written.scalar()?.value ?? "");
}

function notThere(written: Field, { resource, ports }: Service, ingress: Resource): Finding {
  const isNumber = written.step === "number";
  const text = valueOf(written);
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
