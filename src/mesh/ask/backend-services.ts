import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { AnyApiRoute } from "../objects/gateway-api.ts";
import type { Mesh } from "../mesh.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { nearest } from "../world/nearest.ts";
import type { Service } from "../objects/service.ts";

/** A Service that a rule or a mirror of a route sends to. */
export interface BackendService {
  readonly field: Field;
  readonly name: Located<string>;
  readonly namespace: string | undefined;
  /** The one of the inputs; more where several are equally near. */
  readonly found: readonly Service[];
}

export function backendServicesOf(
  { rules, resource }: AnyApiRoute,
  mesh: Mesh,
): readonly BackendService[] {
  return rules.flatMap(backendRefs).flatMap((field) => {
    const isService =
      (field.get("kind")?.text ?? "Service") === "Service" &&
      (field.get("group")?.text ?? "") === "";
    const name = field.get("name")?.string();
    if (!isService || name === undefined) return [];
    const namespace = field.get("namespace")?.text ?? resource.namespace;
    const named = mesh
      .servicesNamed(name.value)
      .filter((it) => namespacesAgree(it.resource.namespace, namespace));
    const found = nearest(resource, named, (it) => it.resource);
    return [{ field, name, namespace, found }];
  });
}

function backendRefs(rule: Field): readonly Field[] {
  const backends = rule.get("backendRefs")?.items() ?? [];
  const filters = [rule, ...backends].flatMap((it) => it.get("filters")?.items() ?? []);
  return [...backends, ...filters.flatMap((it) => it.at("requestMirror", "backendRef") ?? [])];
}
