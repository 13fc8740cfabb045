import { groupBy } from "../../collections/group-by.ts";
import { onceFor } from "../../collections/lazy.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { holdsNamespace } from "../world/open-world.ts";
import { folderOf } from "../world/same-deployment.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** VirtualServices of a host that may be in effect next to one: all in a whole mesh; else those of its folder. */
export function possibleRivals(
  host: string,
  from: Resource,
  mesh: Mesh,
): readonly VirtualService[] {
  const all = mesh.virtualServicesFor(host, from);
  if (holdsNamespace(undefined, mesh)) return all;
  return byFolder(mesh)(all).get(folderOf(from)) ?? [];
}

const byFolder = oncePerMesh(() =>
  onceFor((all: readonly VirtualService[]) => groupBy(all, ({ resource }) => folderOf(resource))),
);
