import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import {
  hostFaults,
  pathFaults,
  backendFaults,
  withoutRules,
} from "../../src/rule/ingress-refusals.ts";

const type = "networking.k8s.io/Ingress";
const hosts: Places = { [type]: ["spec.rules[].host"] };

const tlsHosts: Places = { [type]: ["spec.tls[].hosts[]"] };

const paths: Places = { [type]: ["spec.rules[].http.paths[]"] };

const backends: Places = { [type]: ["spec.defaultBackend", "spec.rules[].http.paths[].backend"] };

const specs: Places = { [type]: ["spec"] };

export const ingressMalformed = defineRule({
  id: "ingress-malformed",
  topic: "admission",
  summary: "a host, path or backend of an Ingress that the API server rejects",
  severity: "error",
  reads: "resource",
  fields: specs,
  evidence: [
    kubernetes(
      "pkg/apis/networking/validation/validation.go",
      "validateIngressRules, validateIngressTLS, validateHTTPIngressPath, validateIngressBackend",
      "1.36",
    ),
  ],
  *check(resource, mesh) {
    if (resource.version !== "v1") return;
    for (const host of placesOf(resource, hosts)) yield* hostFaults(host, true);
    for (const host of placesOf(resource, tlsHosts)) yield* hostFaults(host, false);
    for (const path of placesOf(resource, paths)) yield* pathFaults(path);
    for (const backend of placesOf(resource, backends)) yield* backendFaults(backend);
    for (const spec of placesOf(resource, specs)) {
      const rules = spec.get("rules")?.items() ?? [];
      if (!spec.isMap || rules.length > 0 || spec.get("defaultBackend")) continue;
      if (!spec.get("backend") && !mesh.isPatched(resource, "spec")) yield withoutRules(spec);
    }
  },
});
