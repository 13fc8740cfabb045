import type { Mesh } from "../../src/mesh/mesh.ts";
import { isService, type Service } from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { ServiceEntry } from "../../src/mesh/objects/service-entry.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const serviceEntryShadowed = defineRule({
  id: "service-entry-shadowed",
  topic: "external-services",
  summary: "a ServiceEntry has the host of a Service in its namespace, which takes precedence",
  severity: "warning",
  reads: "serviceEntry",
  evidence: [
    istio(
      "pilot/pkg/model/push_context.go",
      "initServiceRegistry: of one host in one namespace the Kubernetes Service is kept",
    ),
  ],
  ofIstio: ({ resource }) => resource,
  *check(entry, mesh) {
    for (const host of entry.hosts) {
      const service = shadowing(host.value, entry, mesh);
      if (service) yield shadowed(host, service, mesh);
    }
  },
});

function shadowing(host: string, { resource }: ServiceEntry, mesh: Mesh): Service | undefined {
  if (!host.includes(".")) return undefined;
  return mesh
    .hostsNamed(host, resource)
    .filter(isService)
    .find(
      (service) =>
        service.resource.namespace !== undefined &&
        service.resource.namespace === resource.namespace &&
        sameDeployment(service.resource, resource) === "certain",
    );
}

function shadowed(host: Located<string>, { resource }: Service, mesh: Mesh): Finding {
  return {
    headline: `this ServiceEntry has no effect for \`${host.value}\`: a Service has that host`,
    primary: { span: host.span, text: "the host of a Service" },
    related: [{ span: mesh.nameSpan(resource), text: "takes precedence" }],
    note: "for the same host and namespace Istio keeps the Service: ports, protocols and endpoints of the ServiceEntry are ignored",
    help: "give the ServiceEntry its own host, or remove it",
  };
}
