import type { Resource } from "../../manifest/resource.ts";
import { areBeside } from "../world/beside.ts";
import type { Mesh } from "../mesh.ts";
import { holdsNamespace } from "../world/open-world.ts";

/**
 * Other whole objects of a resource's kind that are surely in its namespace at the same time. One of the same name is a
 * variant, and far apart two may belong to two clusters unless the inputs are said to be complete.
 */
export function othersInNamespace(resource: Resource, mesh: Mesh): readonly Resource[] {
  return mesh
    .inNamespace(resource.type, resource.namespace)
    .filter((it) => isInNamespaceOf(resource, it, mesh));
}

/** The same of one of its kind. */
export function isInNamespaceOf(resource: Resource, other: Resource, mesh: Mesh): boolean {
  const { name, namespace } = resource;
  if (other.name === name || other.namespace !== namespace) return false;
  if (holdsNamespace(namespace, mesh)) return true;
  return areBeside(other, resource) && !areAlternatives(other, resource);
}

/** Two files of a folder whose names differ in one word that tells variants apart: `authz-v1.yaml`, `authz-v2.yaml`. */
function areAlternatives(one: Resource, other: Resource): boolean {
  const words = wordsIn(one);
  const others = wordsIn(other);
  const own = words.filter((word) => !others.includes(word));
  const theirs = others.filter((word) => !words.includes(word));
  if (own.length > 1 || theirs.length > 1 || own.length + theirs.length === 0) return false;
  return [...own, ...theirs].some((word) => variantWords.test(word));
}

const variantWords =
  /^(?:v?\d+|strict|permissive|disable[ds]?|enable[ds]?|m?tls|plaintext|allow|deny|before|after|old|new|default|custom|dev|test|staging|prod|off|on)$/;

function wordsIn({ document }: Resource): readonly string[] {
  const { path } = document.source;
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  return name.toLowerCase().split(/[-_.]/);
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
