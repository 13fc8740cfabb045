/**
 * Whether a file's name says that it holds parts of objects: a patch for a kustomization that is not among the inputs
 * (`manager_patch.yaml`, `patches/replicas.yaml`), or what a KUTTL or Chainsaw test compares objects with
 * (`01-assert.yaml`).
 */
export function isPartialByName(path: string): boolean {
  const [name = "", folder = ""] = path.split("/").toReversed();
  return (
    folder === "patches" ||
    /(?:^|[-_.])patch(?:[-_.]|$)/i.test(name) ||
    /^\d+-(?:assert|errors?)(?:-[^/]*)?\.ya?ml$/.test(name)
  );
}
