import type { Resource } from "../../src/manifest/resource.ts";
import { ambientLabel } from "../../src/mesh/ask/ambient.ts";
import { takesService } from "../../src/mesh/ask/resolved.ts";
import { qualifyHost } from "../../src/mesh/objects/hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import { importsOf } from "../../src/mesh/ask/resolved.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { exportToOf } from "../../src/mesh/ask/resolved.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { addItems } from "../../src/rule/list-edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const privateRouteNotImported = defineRule({
  id: "private-route-not-imported",
  topic: "routing",
  summary:
    "a VirtualService is exported only to its own namespace, whose Sidecars do not import it",
  severity: "warning",
  reads: "virtualService",
  evidence: [
    istio(
      "pilot/pkg/model/virtualservice.go",
      "SelectVirtualServices: by the namespace of the VirtualService, and its hosts",
    ),
    istioApi("networking/v1alpha3/sidecar.proto", "IstioEgressListener.hosts"),
  ],
  fixable: "unsafe",
  *check(service, mesh) {
    const [host] = service.hosts;
    if (host === undefined || !service.viaMesh || service.viaGateway) return;
    const sidecars = mesh.sidecarsIn(service.resource.namespace);
    if (sidecars.length === 0 || !isPrivate(service, mesh)) return;
    const common = sidecars.find(({ spec }) => spec?.get("workloadSelector") === undefined);
    if (common && !sidecars.some((it) => mayImport(it, service, mesh)))
      yield importedNowhere(host, common, mesh);
  },
});

function isPrivate({ resource }: VirtualService, mesh: Mesh): boolean {
  const { namespace } = resource;
  const exportTo = exportToOf(resource, "VirtualService", mesh.config());
  return (
    namespace !== undefined &&
    exportTo.every((to) => to === "." || to === namespace) &&
    ambientLabel(resource, mesh) === undefined
  );
}

function mayImport(sidecar: Resource, service: VirtualService, mesh: Mesh): boolean {
  const { namespace } = sidecar;
  const isSure =
    namespace !== undefined &&
    (sameDeployment(sidecar, service.resource) === "certain" || holdsNamespace(namespace, mesh));
  if (!isSure || mesh.isPatched(sidecar, "spec.egress")) return true;
  const all = importsOf(sidecar, namespace);
  return (
    all.length === 0 || all.some((it) => takesService(it, service, mesh.settings.clusterDomain))
  );
}

function importedNowhere(host: Located<string>, sidecar: Resource, mesh: Mesh): Finding {
  const { name, namespace = "" } = sidecar;
  const [listener] = sidecar.spec?.get("egress")?.items() ?? [];
  const hosts = listener?.get("hosts");
  const entry = `${namespace}/${qualifyHost(host.value, namespace, mesh.settings.clusterDomain)}`;
  return {
    headline: `no Sidecar of \`${namespace}\` imports the routes for \`${host.value}\``,
    primary: { span: host.span, text: "used by no proxy" },
    ...(hosts && { related: [{ span: hosts.keySpan, text: "does not include them" }] }),
    note: "its routes, retries and timeouts have no effect: gRPC calls are unaffected by them",
    help: `add \`${entry}\` to \`egress[].hosts\` of Sidecar \`${name}\`, with the namespace of the routes`,
    ...offerFix(hosts && addItems(hosts, [entry]), {
      title: `add \`${entry}\` (its routes then take effect)`,
      safe: false,
    }),
  };
}
