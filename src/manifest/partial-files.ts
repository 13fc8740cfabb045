/**
 * Whether a file's name says that it holds a patch for a kustomization that is not among the inputs
 * (`manager_patch.yaml`, `patches/replicas.yaml`).
 */
export function isPatchByName(path: string): boolean {
  const [name = "", folder = ""] = path.split("/").toReversed();
  return folder === "patches" || /(?:^|[-_.])patch(?:[-_.]|$)/i.test(name);
}

const numbered = /^\d+-(?:assert(?:-[^/]*)?|errors?)\.ya?ml$/;
const numberedInTests = /^\d+-errors?-[^/]*\.ya?ml$/;
const comparison = /[-_.](?:assert(?:ions?)?|expect(?:ed)?|golden)\.ya?ml$/;
const testFolder = /chainsaw|kuttl|^(?:e2e|tests?|testdata|conformance)$/;
const comparisonInTests =
  /(?:[-_.]errors?|^(?:assert|errors?)(?:[-_.][^/]*)?)\.ya?ml$|(?:^|[-_.])(?:expect(?:ed)?|goldens?)[-_.]/;
const comparisonFolder = /^(?:expect(?:ed)?|goldens?)$/;

/**
 * Whether a file's name says that it holds what a test compares objects with: of KUTTL or Chainsaw (`01-assert.yaml`,
 * `app-assert.yaml`, below a folder of tests `app-errors.yaml`) expressions and parts of objects, or what a program is to print
 * (`routes.expected.yaml`, `testdata/golden/routes.yaml`). Neither is ever applied.
 */
export function isAssertionByName(path: string): boolean {
  const steps = path.split("/");
  const name = steps.at(-1) ?? "";
  if (numbered.test(name) || comparison.test(name)) return true;
  const folders = steps.slice(0, -1);
  if (!folders.some((folder) => testFolder.test(folder))) return false;
  if (numberedInTests.test(name)) return true;
  return comparisonInTests.test(name) || folders.some((folder) => comparisonFolder.test(folder));
}
