// Builds `dist/`: the tool as one CommonJS file, packages that few runs need, and the compiled schemas.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { buildBundle } from "./build-bundle.mjs";
import { buildFileSchemas } from "./build-file-schemas.mjs";
import { licencesOf } from "./build-licences.mjs";
import { buildValidators } from "./build-validators.mjs";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");

/** Copies what is run as it is, with words that stand for what only the build knows replaced. */
function writeEntry(name, values) {
  const text = readFileSync(join(root, "scripts", "entry", name), "utf8");
  const known = Object.entries(values).reduce((it, [word, value]) => it.replace(word, value), text);
  writeFileSync(join(dist, name), known);
}

/** The oldest Node that `package.json` allows: what older ones make of the code is a stack of errors. */
function oldestNode() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [, major, minor] = /^>=(\d+)\.(\d+)/.exec(engines.node);
  return { OLDEST_MAJOR: major, OLDEST_NODE: `${major}.${minor}` };
}

function bundleHash() {
  const code = readFileSync(join(dist, "bundle.cjs"));
  const other = code.findIndex((byte) => byte > 127);
  if (other >= 0) {
    const text = code.subarray(Math.max(other - 60, 0), other + 20).toString();
    throw new Error(`the bundle is not plain ASCII, write \\u in: ${text}`);
  }
  return createHash("sha256").update(code).digest("hex").slice(0, 16);
}

function removeStale(folder, keep) {
  for (const name of readdirSync(folder)) {
    if (!keep.has(name)) rmSync(join(folder, name), { recursive: true });
  }
}

/** Whether it works or not: what it makes is only there for speed. */
function compileAhead() {
  const script = join(root, "scripts", "build-compile-cache.cjs");
  spawnSync(process.execPath, [script, join(root, "fixtures", "demo")], { stdio: "ignore" });
}

mkdirSync(dist, { recursive: true });
const [{ inputs, packages }] = await Promise.all([
  buildBundle(root, dist),
  buildValidators(join(dist, "validators")),
  buildFileSchemas(join(dist, "file-schemas")),
]);
writeEntry("index.cjs", {});
writeEntry("load.cjs", { BUNDLE_HASH: bundleHash() });
writeFileSync(join(dist, "licenses.txt"), licencesOf(new Set(inputs), root));
const files = ["bundle.cjs", "cli.cjs", "index.cjs", "load.cjs"];
const packageFiles = packages.map((name) => `${name}.cjs`).toSorted();
removeStale(
  dist,
  new Set([...files, "file-schemas", "licenses.txt", "packages", "protos", "types", "validators"]),
);
removeStale(join(dist, "packages"), new Set(packageFiles));
compileAhead();
// It is written last: where it is, there is a build.
writeEntry("cli.cjs", oldestNode());
chmodSync(join(dist, "cli.cjs"), 0o755);
if (process.argv.includes("--sizes")) {
  for (const name of [...files, ...packageFiles.map((it) => join("packages", it))]) {
    console.log(`${String(statSync(join(dist, name)).size).padStart(8)} ${name}`);
  }
}
