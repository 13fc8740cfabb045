import { qualifyHost } from "../../src/mesh/hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { VirtualService } from "../../src/mesh/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const duplicateMeshHost = defineRule({
  id: "duplicate-mesh-host",
  topic: "routing",
  summary:
    "two VirtualServices of one file are for the same host in the mesh, where only one counts",
  severity: "error",
  answers: ["IST0109", "KIA1106"],
  reads: "virtualService",
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "one VirtualService a host for sidecars, no merging",
    ),
    istio("pkg/config/analysis/analyzers/virtualservice/conflictingmeshgatewayhosts.go", "IST0109"),
  ],
  *check(virtualService, mesh) {
    if (!isPublic(virtualService)) return;
    const others = mesh
      .virtualServicesIn(virtualService.resource.document.source)
      .filter((it) => isRival(it, virtualService));
    for (const host of virtualService.hosts) {
      const same = others
        .flatMap(({ hosts }) => hosts)
        .find(
          (other) => nameOf(other, virtualService, mesh) === nameOf(host, virtualService, mesh),
        );
      if (same) yield onlyOneCounts(host, same, virtualService);
    }
  },
});

/** Bound to the mesh, seen by all, and with routes of its own kind. */
function isPublic({ viaMesh, resource, http }: VirtualService): boolean {
  return viaMesh && http.length > 0 && resource.spec?.get("exportTo") === undefined;
}

/** An earlier one of the same file and namespace; other files may hold variants. */
function isRival(other: VirtualService, { resource }: VirtualService): boolean {
  return (
    isPublic(other) &&
    other.resource.document.source === resource.document.source &&
    other.resource.document.start < resource.document.start &&
    other.resource.namespace === resource.namespace &&
    other.resource.name !== resource.name
  );
}

function nameOf({ value }: Located<string>, { resource }: VirtualService, mesh: Mesh): string {
  return qualifyHost(value, resource.namespace ?? "", mesh.settings.clusterDomain);
}

function onlyOneCounts(
  host: Located<string>,
  other: Located<string>,
  { resource }: VirtualService,
): Finding {
  return {
    headline: `two VirtualServices have host \`${host.value}\`, and sidecars use only one of them`,
    primary: { span: host.span, text: "also a host here" },
    related: [{ span: other.span, text: "already a host there" }],
    note: "the older one wins, then the first by name: the routes, timeouts and retries of the other apply to no call",
    help: `move the routes of \`${resource.name}\` into the other VirtualService`,
  };
}
