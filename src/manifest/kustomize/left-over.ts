import type { Resource } from "../resource.ts";
import type { KustomizationGraph } from "./graph.ts";
import { allPatches, folderOf } from "./kustomization.ts";

/**
 * Objects in files next to a kustomization that none names, and that hold parts of objects which it applies from
 * elsewhere: patches that are used no more, or not yet.
 */
export function leftOverPatches(
  resources: readonly Resource[],
  graph: KustomizationGraph,
): ReadonlySet<Resource> {
  if (graph.roots.length === 0) return new Set();
  const named = new Set(
    graph.roots.flatMap((root) => [
      ...graph.filesOf(root),
      ...allPatches(root).flatMap(({ path }) => path ?? []),
    ]),
  );
  const candidates = resources.filter(
    ({ role, root, document }) =>
      role !== "patch" && !named.has(document.source.path) && graph.byFolder.has(folderOf(root)),
  );
  if (candidates.length === 0) return new Set();
  const byIdentity = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (!named.has(resource.document.source.path)) continue;
    const known = byIdentity.get(identity(resource));
    if (known) known.push(resource);
    else byIdentity.set(identity(resource), [resource]);
  }
  return new Set(
    candidates.filter((resource) => {
      const whole = byIdentity.get(identity(resource)) ?? [];
      const root = whole.length > 0 && graph.byFolder.get(folderOf(resource.root));
      if (!root) return false;
      const files = graph.filesOf(root);
      return whole.some((it) => files.has(it.document.source.path) && isPartOf(resource, it));
    }),
  );
}

function identity({ type, name }: Resource): string {
  return `${type} ${name}`;
}

/** Another object of one name in the same folder is a part of it only if it says less. */
function isPartOf(part: Resource, whole: Resource): boolean {
  if (folderOf(part.root) !== folderOf(whole.root)) return true;
  const keys = new Set(whole.spec?.keys);
  const own = part.spec?.keys ?? [];
  return own.length < keys.size && own.every((key) => keys.has(key));
}
