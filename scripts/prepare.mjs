// Runs on `npm install` of a Git checkout, as pre-commit and `npm install git+…` make it: builds what a tarball
// brings along. Where there is a build already, or no tools for one, there is nothing to do.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const isBuilt = existsSync(join(root, "dist", "cli.cjs"));
const hasTools = existsSync(join(root, "node_modules", "esbuild"));
if (!isBuilt && hasTools) {
  await import("./build.mjs");
  await import("./build-types.mjs");
}
