import type { Resource } from "../../src/manifest/resource.ts";
import { hostCovers } from "../../src/mesh/objects/hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import { importsOf, type HostImport, type Imports } from "../../src/mesh/ask/resolved.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const sidecarEgressPortMismatch = defineRule({
  id: "sidecar-egress-port-mismatch",
  topic: "routing",
  summary: "a Sidecar listener has a port that its imported Service does not have",
  severity: "warning",
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": ["spec.egress[].port"] },
  evidence: [
    istio(
      "pilot/pkg/model/sidecar.go",
      "needsPortMatch, serviceMatchingListenerPort: no Service without the listener's port",
    ),
    istioApi(
      "networking/v1alpha3/sidecar.proto",
      "IstioEgressListener.hosts: with a port, only services on that port",
    ),
  ],
  *check(resource, mesh) {
    if (resource.role === "patch" || resource.namespace === undefined) return;
    const all = importsOf(resource, resource.namespace);
    for (const imports of all) {
      const port = imports.field.at("port", "number");
      if (imports.onlyPort === undefined || port === undefined) continue;
      for (const entry of imports.all) {
        const service = serviceOf(entry, resource, mesh);
        if (
          !service ||
          hasPort(service, imports.onlyPort) ||
          mesh.isPatched(service.resource, "spec.ports")
        )
          continue;
        if (!all.some((it) => letsIn(it, entry.host, service)))
          yield noSuchPort(entry, port, service);
      }
    }
  },
});

/** The Service that an entry names in full. */
function serviceOf(
  { host, namespace, excluded }: HostImport,
  from: Resource,
  mesh: Mesh,
): Service | undefined {
  if (excluded || host.startsWith("*") || !host.includes(".")) return undefined;
  const found = mesh.findService(host, from);
  const owner = found?.resource.namespace;
  const isMeant = owner !== undefined && (namespace === "*" || namespace === owner);
  return isMeant && !found?.externalName ? found : undefined;
}

function hasPort({ ports }: Service, number: number): boolean {
  return ports.some((port) => port.number?.value === number);
}

function letsIn(imports: Imports, host: string, service: Service): boolean {
  const isOpen = imports.onlyPort === undefined || hasPort(service, imports.onlyPort);
  return isOpen && imports.take(service.resource.namespace ?? "", [host], hostCovers);
}

function noSuchPort({ field }: HostImport, port: Field, service: Service): Finding {
  const { name } = service.resource;
  const written = service.ports.flatMap(({ number }) => number ?? []);
  const [first] = written;
  return {
    headline: `\`${name}\` has no port ${port.number()?.value ?? ""}, so this listener does not import it`,
    primary: { span: field.span, text: "not imported" },
    related: [
      { span: port.span, text: "only this port" },
      ...(first ? [{ span: first.span, text: "an existing port" }] : []),
    ],
    note: "the pods get no cluster for it: gRPC calls bypass all routes and policies, or fail",
    help: `use one of its ports (${list(written.map(({ value }) => `${value}`))}), or import it in a listener without \`port\``,
  };
}
