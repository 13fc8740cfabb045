import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import type { ObjectName } from "../resolve/object-lookups.ts";
import { namespacesAgree } from "../world/by-namespace.ts";

/** Gateways of both APIs: a VirtualService may name either. */
export function everyGateway(mesh: Mesh): readonly Resource[] {
  return [
    ...mesh.ofType("networking.istio.io/Gateway"),
    ...mesh.ofType("gateway.networking.k8s.io/Gateway"),
  ];
}

export function isThere({ name, namespace }: ObjectName, among: readonly Resource[]): boolean {
  return among.some((it) => it.name === name && namespacesAgree(it.namespace, namespace));
}
