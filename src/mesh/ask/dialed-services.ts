import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import type { Route } from "../objects/route.ts";
import type { Service } from "../objects/service.ts";
import { nearestTo } from "../world/nearest.ts";

/** The Services that clients of the mesh call to get onto a route. */
export function dialedBy(route: Route, mesh: Mesh): readonly Service[] {
  if (route.api !== "VirtualService" || !route.viaMesh) return [];
  return route.hosts.flatMap(({ value }) => mesh.findService(value, route.resource) ?? []);
}

export function hasOneAddress({ headless, externalName }: Service): boolean {
  return !headless && !externalName;
}

/** The Service that a host means to a client in the cluster, by the names that its DNS has; `from` says in which namespace. */
export function serviceAt(
  host: string,
  from: Resource | undefined,
  mesh: Pick<Mesh, "findService" | "servicesNamed" | "settings">,
  path = from?.document.source.path,
): Service | undefined {
  const suffix = `.svc.${mesh.settings.clusterDomain}`;
  const plain = host.endsWith(suffix) ? host.slice(0, -suffix.length) : host.replace(/\.svc$/, "");
  const [name = "", namespace, ...more] = plain.split(".");
  if (more.length > 0) return undefined;
  if (namespace === undefined && from !== undefined) return mesh.findService(name, from);
  const found = mesh
    .servicesNamed(name)
    .filter((it) => namespace === undefined || it.resource.namespace === namespace);
  // Of variants in several folders the one nearest to the file is intended.
  const near = path === undefined ? found : nearestTo(path, found, ({ resource }) => resource);
  const [only, ...others] = near;
  return others.length === 0 ? only : undefined;
}
