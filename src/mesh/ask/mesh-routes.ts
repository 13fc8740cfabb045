import type { Resource } from "../../manifest/resource.ts";
import type { Located } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import type { VirtualService } from "../objects/virtual-service.ts";

/** Whether another VirtualService is for one of the hosts; its own variants in other folders do not count. */
export function hasOtherRoutes(
  hosts: readonly Located<string>[],
  { resource }: VirtualService,
  mesh: Mesh,
): boolean {
  return hosts.some(({ value }) =>
    mesh
      .virtualServicesFor(value, resource)
      .some((it) => it.resource !== resource && !isVariant(it.resource, resource)),
  );
}

function isVariant(one: Resource, other: Resource): boolean {
  return (
    one.name === other.name &&
    one.namespace === other.namespace &&
    one.document.source !== other.document.source
  );
}

/** Gateways that are for calls from outside, by their names and labels; those that the inputs do not hold by name. */
export function areAllPublic(virtualService: VirtualService, mesh: Mesh): boolean {
  const found = mesh.gatewaysOf(virtualService);
  const labels = found.flatMap(({ selector }) =>
    Array.from(selector.values(), ({ value }) => value),
  );
  return [...virtualService.gateways.map(({ value }) => value), ...labels].every(isPublicGateway);
}

/** By its name or a label: not for calls that leave the mesh, come from another cluster, or start in the mesh. */
export function isPublicGateway(name: string): boolean {
  return !/egress|east-?west|cross-?network|internal|private|local/i.test(name);
}
