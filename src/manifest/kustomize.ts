import { Field } from "../yaml/field.ts";
import type { YamlDocument } from "../yaml/node.ts";

/**
 * The files that kustomizations name as patches, by path. A patch names only what it changes, so it is no
 * whole object. For inline patches see `kustomize-changes.ts`.
 */
export function patchFiles(documents: readonly YamlDocument[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const root of kustomizationsIn(documents)) {
    const named = [
      // Before kustomize 3 the items were paths.
      ...(root.get("patches")?.items() ?? []).map((patch) => patch.get("path") ?? patch),
      ...(root.get("patchesJson6902")?.items() ?? []).map((patch) => patch.get("path")),
      ...(root.get("patchesStrategicMerge")?.items() ?? []),
    ];
    for (const field of named) {
      const path = field?.string()?.value;
      if (path !== undefined) paths.add(resolveFrom(root.source.path, path));
    }
  }
  return paths;
}

/** The roots of kustomizations. */
export function kustomizationsIn(documents: readonly YamlDocument[]): readonly Field[] {
  return documents.filter(isKustomization).map(({ source, root }) => new Field(source, root));
}

/** Kinds of kustomize itself: read for the roles of other files, never checked or counted. */
export function isKustomizeKind(apiVersion: string): boolean {
  return apiVersion.startsWith("kustomize.config.k8s.io/");
}

/** kustomize finds its file by name, and neither `kind` nor `apiVersion` is required in it. */
function isKustomization(document: YamlDocument): boolean {
  return /(^|\/)kustomization(\.ya?ml)?$/i.test(document.source.path);
}

/** `path` as written in the file `from`; both with `/`. */
function resolveFrom(from: string, path: string): string {
  const steps = from.split("/").slice(0, -1);
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else steps.push(step);
  }
  return steps.join("/");
}
