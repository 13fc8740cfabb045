// Runs a TypeScript script of this repository on the oldest supported Node: bundles it in memory, then imports it.
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [script, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join("node_modules", ".run-"));
const outfile = resolve(folder, "script.mjs");
try {
  await build({
    entryPoints: [script],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  process.argv = [process.argv[0], resolve(script), ...args];
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
