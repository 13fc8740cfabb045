import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(process.env["ISTIO_GRPC_LINT_REFERENCE"] ?? "../shared");

/**
 * A folder of the reference data (real manifests, verdicts of kubectl and Istio), which lives outside the
 * repository: in `$ISTIO_GRPC_LINT_REFERENCE`, or `../shared`. `undefined` where it is absent; tests that
 * need it skip then, visibly.
 */
export const referenceData = (folder: string): string | undefined => {
  const path = join(root, folder);
  return existsSync(path) ? path : undefined;
};
