import type { Resource } from "../../manifest/resource.ts";
import { areBeside } from "../world/beside.ts";
import type { Mesh } from "../mesh.ts";
import { holdsNamespace } from "../world/open-world.ts";

/**
 * Other whole objects of a resource's kind that are surely in its namespace at the same time. One of the same name is a
 * variant, and far apart two may belong to two clusters unless the inputs are said to be complete.
 */
export function othersInNamespace(resource: Resource, mesh: Mesh): readonly Resource[] {
  const { type, name, namespace } = resource;
  return mesh
    .inNamespace(type, namespace)
    .filter(
      (it) => it.name !== name && (areBeside(it, resource) || holdsNamespace(namespace, mesh)),
    );
}

/**
 * Whether two are surely applied at the same time: they are in one file, or the inputs are said to be complete. Files of
 * one folder may be alternatives, such as `strict.yaml` and `permissive.yaml`.
 */
export function surelyApplied(one: Resource, other: Resource, mesh: Mesh): boolean {
  const sameFile = one.document.source === other.document.source;
  return sameFile || holdsNamespace(one.namespace, mesh);
}

/** Whether one stands before the other in the inputs, so that of two only the later one is told. */
export function isWrittenBefore(one: Resource, other: Resource): boolean {
  const { source, start } = one.document;
  const { source: otherSource, start: otherStart } = other.document;
  if (source === otherSource) {
    return start === otherStart ? one.root.span.start < other.root.span.start : start < otherStart;
  }
  return source.path < otherSource.path;
}
