import { createRequire } from "node:module";
import type { FileValidator } from "./config/schema-faults.ts";
import type { Parts } from "./engine/parts.ts";
import { buildOverlays } from "./manifest/kustomize/overlays.ts";
import { readProtos } from "./rpc/read-protos.ts";
import { wholeMatcher } from "./rpc/whole-match.ts";
import { structuresFrom } from "./schema/load-structures.ts";
import { fullParse } from "./yaml/full-parse.ts";

// Both `src/` and `dist/` are one level below the root of the package, so that these paths hold in either.
const require = createRequire(import.meta.url);

/** What a chunk of compiled structures exports, by a path such as `kubernetes/meta.v1.cjs`. */
export const loadChunk = (path: string): unknown => require(`../dist/validators/${path}`);

/** The pieces of a run that the build compiles, each loaded when an input first needs it. */
export const builtParts: Parts = {
  fullParser: () => fullParse,
  overlayBuilder: () => buildOverlays,
  protoReader: () => readProtos,
  wholeMatcher: () => wholeMatcher,
  structureOf: structuresFrom(loadChunk),
};

/** The compiled schema of a file that steers a run; ajv leaves the errors on the function. */
export function fileValidator(
  name: "baseline" | "config" | "istio-config-validator" | "mesh-test",
): FileValidator {
  const validate = require(`../dist/file-schemas/${name}.cjs`);
  return (value) => (validate(value) ? [] : validate.errors);
}

/** The version of the package. */
export function packageVersion(): string {
  return require("../package.json").version;
}

/** Where a file of the package lies, such as `rules/syntax/yaml-syntax.md`. */
export function packageFile(path: string): string {
  return require.resolve(`../${path}`);
}
