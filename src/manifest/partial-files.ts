/**
 * Whether a file's name says that it holds a patch for a kustomization that is not among the inputs
 * (`manager_patch.yaml`, `patches/replicas.yaml`).
 */
export function isPatchByName(path: string): boolean {
  const [name = "", folder = ""] = path.split("/").toReversed();
  return folder === "patches" || /(?:^|[-_.])patch(?:[-_.]|$)/i.test(name);
}

const numbered = /^\d+-(?:assert|errors?)(?:-[^/]*)?\.ya?ml$/;
const testFolder = /chainsaw|kuttl|^(?:e2e|tests?|conformance)$/;

/**
 * Whether a file's name says that it holds what a KUTTL or Chainsaw test compares objects with (`01-assert.yaml`,
 * `app-assert.yaml`, below a folder of tests `app-errors.yaml`): expressions and parts of objects, never applied.
 */
export function isAssertionByName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (numbered.test(name) || /[-_.]assert(?:ions?)?\.ya?ml$/.test(name)) return true;
  const isTest = path
    .split("/")
    .slice(0, -1)
    .some((folder) => testFolder.test(folder));
  return isTest && /(?:[-_.]errors?|^(?:assert|errors?)(?:[-_.][^/]*)?)\.ya?ml$/.test(name);
}
