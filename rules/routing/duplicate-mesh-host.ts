import { qualifyHost } from "../../src/mesh/hosts.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { holdsNamespace } from "../../src/mesh/open-world.ts";
import { isWrittenBefore } from "../../src/mesh/same-scope.ts";
import type { VirtualService } from "../../src/mesh/virtual-service.ts";
import { exportToOf } from "../../src/mesh/visibility.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const duplicateMeshHost = defineRule({
  id: "duplicate-mesh-host",
  topic: "routing",
  summary: "two VirtualServices are for the same host in the mesh, where only one counts",
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
    if (!isForMesh(virtualService)) return;
    for (const host of virtualService.hosts) {
      const other = sharing(host, virtualService, mesh).find((it) =>
        isRival(it, virtualService, mesh),
      );
      const same = other && hostIn(other, nameOf(host, virtualService, mesh), mesh);
      if (same) yield onlyOneCounts(host, same, virtualService);
    }
  },
});

/** Bound to the mesh, and with routes of its own kind. */
function isForMesh({ viaMesh, http }: VirtualService): boolean {
  return viaMesh && http.length > 0;
}

/** VirtualServices that name the same host, in full or in short. */
function sharing(
  host: Located<string>,
  virtualService: VirtualService,
  mesh: Mesh,
): readonly VirtualService[] {
  const full = nameOf(host, virtualService, mesh);
  const [short = ""] = full.split(".");
  const routes = [...new Set([host.value, full, short])].flatMap((name) => mesh.routesFor(name));
  const owners = routes.flatMap(({ resource }) => mesh.virtualServiceOf(resource) ?? []);
  return [...new Set(owners)].filter((it) => hostIn(it, full, mesh) !== undefined);
}

function hostIn(
  virtualService: VirtualService,
  full: string,
  mesh: Mesh,
): Located<string> | undefined {
  return virtualService.hosts.find((host) => nameOf(host, virtualService, mesh) === full);
}

/** An earlier one of the same file, or anywhere in a whole mesh; other files may hold variants. */
function isRival(other: VirtualService, { resource }: VirtualService, mesh: Mesh): boolean {
  const { name, namespace, document } = other.resource;
  const named = namespace !== undefined && resource.namespace !== undefined;
  const inFile = document.source === resource.document.source;
  const together = inFile && (named || namespace === resource.namespace);
  return (
    isForMesh(other) &&
    (name !== resource.name || (named && namespace !== resource.namespace)) &&
    (together || holdsNamespace(undefined, mesh)) &&
    isWrittenBefore(other.resource, resource) &&
    scopesMeet(other.resource, resource, mesh)
  );
}

/** Whether some namespace sees both. */
function scopesMeet(one: Resource, other: Resource, mesh: Mesh): boolean {
  const [left, right] = [scopesOf(one, mesh), scopesOf(other, mesh)];
  return left.includes("*") || right.includes("*") || left.some((scope) => right.includes(scope));
}

function scopesOf(resource: Resource, mesh: Mesh): readonly string[] {
  const exportTo = exportToOf(resource, "VirtualService", mesh.config());
  return exportTo.map((to) => (to === "." ? (resource.namespace ?? "") : to));
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
