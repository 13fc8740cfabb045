import { groupBy } from "../../collections/group-by.ts";
import { onceFor } from "../../collections/lazy.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { holdsNamespace } from "../world/open-world.ts";
import { folderOf } from "../world/same-deployment.ts";
import { oncePerMesh } from "./once-per-mesh.ts";
import { areOfOneRevision } from "../world/revision.ts";
import { isEarlierRival, isWrittenBefore } from "./same-scope.ts";

/** Of more than this in one folder each is a variant of the others, or the first of them say it all. */
const mostOfFolder = 16;

/** VirtualServices of a host that may be in effect next to one: all in a whole mesh; else those of its file, and its folder. */
export function possibleRivals(
  host: string,
  from: Resource,
  mesh: Mesh,
): readonly VirtualService[] {
  const all = mesh.virtualServicesFor(host, from);
  if (holdsNamespace(undefined, mesh)) return all;
  const inFile = byFile(mesh)(all).get(from.document.source) ?? [];
  return [...inFile, ...(byFolder(mesh)(all).get(folderOf(from)) ?? []).slice(0, mostOfFolder)];
}

const byFile = oncePerMesh(() =>
  onceFor((all: readonly VirtualService[]) =>
    groupBy(all, ({ resource }) => resource.document.source),
  ),
);

const byFolder = oncePerMesh(() =>
  onceFor((all: readonly VirtualService[]) => groupBy(all, ({ resource }) => folderOf(resource))),
);

/** Bound to the mesh, and with routes for HTTP. */
export function hasMeshRoutes({ viaMesh, http }: VirtualService): boolean {
  return viaMesh && http.length > 0;
}

/** An earlier one of the same file or folder, or anywhere in a whole mesh; one of the same name is a variant. */
export function isEarlierForMesh(
  other: VirtualService,
  { resource }: VirtualService,
  mesh: Mesh,
): boolean {
  const { name, namespace, document } = other.resource;
  const named = namespace !== undefined && resource.namespace !== undefined;
  const inFile = document.source === resource.document.source;
  const together = inFile
    ? named || namespace === resource.namespace
    : isEarlierRival(other.resource, resource, mesh);
  return (
    hasMeshRoutes(other) &&
    (name !== resource.name || (named && namespace !== resource.namespace)) &&
    (together || holdsNamespace(undefined, mesh)) &&
    areOfOneRevision(other.resource, resource) &&
    isWrittenBefore(other.resource, resource)
  );
}
