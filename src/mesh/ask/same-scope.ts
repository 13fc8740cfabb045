import type { Resource } from "../../manifest/resource.ts";
import { lazy } from "../../collections/lazy.ts";
import { areBeside } from "../world/beside.ts";
import { areOfOneRevision } from "../world/revision.ts";
import type { Mesh } from "../mesh.ts";
import { holdsNamespace } from "../world/open-world.ts";

/**
 * Finds things by what they would clash about, among those whose resource is of a kind and in a namespace as written; far
 * apart two may belong to two clusters, unless the inputs are said to be complete.
 */
export type FindRivals<Thing> = (about: unknown, from: Resource, mesh: Mesh) => readonly Thing[];

/** Of more than this in one place each is a variant of the others, or the first of them say it all. */
const mostRivals = 16;

/** An index for it. What it finds are candidates: `isEarlierRival` decides. */
export function rivalFinder<Thing>(
  things: readonly Thing[],
  resourceOf: (thing: Thing) => Resource,
  aboutWhat: (thing: Thing) => Iterable<unknown>,
): FindRivals<Thing> {
  const indexBy = (scopeOf: (resource: Resource) => string): Map<unknown, Map<string, Thing[]>> => {
    const index = new Map<unknown, Map<string, Thing[]>>();
    for (const thing of things) {
      const scope = scopeOf(resourceOf(thing));
      for (const about of aboutWhat(thing)) put(index, about, scope, thing);
    }
    return index;
  };
  const everywhere = lazy(() => indexBy(namespaceScope));
  const byFolder = lazy(() => indexBy(folderScope));
  return (about, from, mesh) =>
    (holdsNamespace(from.namespace, mesh)
      ? everywhere().get(about)?.get(namespaceScope(from))
      : byFolder().get(about)?.get(folderScope(from))) ?? [];
}

function put<Thing>(
  index: Map<unknown, Map<string, Thing[]>>,
  about: unknown,
  scope: string,
  thing: Thing,
): void {
  const scopes = index.get(about) ?? new Map<string, Thing[]>();
  index.set(about, scopes);
  const known = scopes.get(scope);
  if (known && known.length < mostRivals) known.push(thing);
  else if (known) return;
  else scopes.set(scope, [thing]);
}

function namespaceScope({ type, namespace }: Resource): string {
  return JSON.stringify([type, namespace]);
}

function folderScope({ type, namespace, document }: Resource): string {
  const { path } = document.source;
  return JSON.stringify([type, namespace, path.slice(0, path.lastIndexOf("/") + 1)]);
}

/** Whether `one` comes first of two that are surely in a namespace at the same time; one of the same name is a variant. */
export function isEarlierRival(one: Resource, from: Resource, mesh: Mesh): boolean {
  return (
    one.name !== from.name &&
    areOfOneRevision(one, from) &&
    (areAppliedTogether(one, from) || holdsNamespace(from.namespace, mesh)) &&
    isWrittenBefore(one, from)
  );
}

/** Whether one istiod surely reads both: they are next to each other, or the inputs are all that there is. */
export function areReadTogether(one: Resource, other: Resource, mesh: Mesh): boolean {
  return areOfOneRevision(one, other) && (areBeside(one, other) || holdsNamespace(undefined, mesh));
}

function areAppliedTogether(one: Resource, other: Resource): boolean {
  return areBeside(one, other) && !areAlternatives(one, other);
}

/** Two files of a folder whose names differ in one word that tells variants apart: `authz-v1.yaml`, `authz-v2.yaml`. */
function areAlternatives(one: Resource, other: Resource): boolean {
  if (one.document.source === other.document.source) return false;
  const words = wordsIn(one);
  const others = wordsIn(other);
  const own = words.filter((word) => !others.includes(word));
  const theirs = others.filter((word) => !words.includes(word));
  if (own.length > 1 || theirs.length > 1) return false;
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
