import type { Field } from "../../yaml/field.ts";
import { folderOf, isComponent, pathsUnder, reaching } from "./kustomization.ts";

/**
 * The namespace that kustomizations put the resources of a file into, by path: where all that use the file agree, the
 * outermost of each.
 */
export function appliedNamespaces(kustomizations: readonly Field[]): ReadonlyMap<string, string> {
  if (!kustomizations.some(namespaceIn)) return new Map();
  const byFolder = new Map(kustomizations.map((root) => [folderOf(root), root]));
  const reached = new Map<Field, readonly string[]>();
  const below = new Set<string>();
  for (const root of kustomizations) {
    const paths = pathsUnder(root, reaching).map(({ path }) => path);
    for (const path of paths) below.add(path);
    reached.set(root, paths);
  }
  const found = new Map<string, string | undefined>();
  const seen = new Set<string>();
  const visit = (root: Field, outer: string | undefined): void => {
    const namespace = outer ?? namespaceIn(root);
    const visited = `${root.source.path} ${namespace ?? ""}`;
    if (seen.has(visited)) return;
    seen.add(visited);
    for (const path of reached.get(root) ?? []) {
      const next = byFolder.get(path);
      if (next) visit(next, namespace);
      // Those that disagree leave it open.
      else if (!found.has(path)) found.set(path, namespace);
      else if (found.get(path) !== namespace) found.set(path, undefined);
    }
  };
  for (const root of kustomizations) {
    if (!below.has(folderOf(root)) && !isComponent(root)) visit(root, undefined);
  }
  return new Map(
    [...found].flatMap(([path, namespace]) =>
      namespace === undefined ? [] : [[path, namespace] as const],
    ),
  );
}

function namespaceIn(root: Field): string | undefined {
  return root.get("namespace")?.text;
}
