import type { Resource } from "../manifest/resource.ts";
import type { Mesh } from "./mesh.ts";

/** Whether a kustomize patch may change a resource. Looks at every resource: ask it last. */
export function hasPatch({ kind, name }: Resource, mesh: Mesh): boolean {
  return (
    mesh.hasPatches() &&
    mesh.all.resource().some((it) => it.role === "patch" && it.kind === kind && it.name === name)
  );
}
