import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";

/** Of both APIs: a VirtualService may name either. */
export const gatewayTypes = [
  "networking.istio.io/Gateway",
  "gateway.networking.k8s.io/Gateway",
] as const;

/** Gateways of a name, whatever their namespace. */
export function gatewaysNamed(name: string, mesh: Mesh): readonly Resource[] {
  return gatewayTypes.flatMap((type) => mesh.named(type, name));
}
