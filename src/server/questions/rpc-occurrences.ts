import { gather } from "../../collections/gather.ts";
import type { Mesh } from "../../mesh/mesh.ts";
import type { RpcPath } from "../../mesh/resolve/rpc-paths.ts";
import type { Occurrence } from "./occurrence.ts";
import { rpcTarget } from "./targets.ts";

/** RPCs that paths name, where `.proto` files define them: a method, or else its service. */
export function rpcOccurrences(paths: readonly RpcPath[], mesh: Mesh): readonly Occurrence[] {
  const services = mesh.rpcs()?.services;
  if (services === undefined) return [];
  return gather(paths, ({ service, method, serviceField, methodField, span, isNamed }) => {
    const found = isNamed ? services.get(service) : undefined;
    if (found === undefined) return [];
    const rpc = method === undefined ? undefined : found.methods.get(method);
    const own = { span: serviceField.span, target: rpcTarget(found), isDefinition: false };
    if (rpc === undefined) return [own];
    const target = rpcTarget(rpc);
    if (methodField === undefined) return [{ span, target, isDefinition: false }];
    return [own, { span: methodField.span, target, isDefinition: false }];
  });
}
