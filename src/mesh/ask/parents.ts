import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { AnyApiRoute } from "../objects/gateway-api.ts";
import type { Mesh } from "../mesh.ts";

/** A Gateway of the Gateway API that a route names as its parent. */
export interface ParentGateway {
  readonly field: Field;
  readonly name: Located<string>;
  readonly namespace: string | undefined;
  /** The one of the inputs; more where several are equally near. */
  readonly found: readonly Resource[];
}

export function parentGatewaysOf(
  { parents, resource }: AnyApiRoute,
  mesh: Mesh,
): readonly ParentGateway[] {
  return parents.flatMap((field) => {
    const kind = field.get("kind")?.text ?? "Gateway";
    const group = field.get("group")?.text ?? "gateway.networking.k8s.io";
    const name = field.get("name")?.string();
    if (kind !== "Gateway" || group !== "gateway.networking.k8s.io" || name === undefined)
      return [];
    const namespace = field.get("namespace")?.text ?? resource.namespace;
    const found = mesh.meantBy(resource, "gateway.networking.k8s.io/Gateway", {
      name: name.value,
      namespace,
    });
    return [{ field, name, namespace, found }];
  });
}
