// Makes a program of one file that needs no Node.js: `node scripts/build-executable.mjs OUTPUT [NODE]`. NODE is the
// binary to put it into (default: the one that runs this), of the same release. The same inputs give the same bytes.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const [output, binary = process.execPath] = process.argv.slice(2);
if (output === undefined) throw new Error("name the file to write");

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

const isCode = /^dist\/(?!(?:cli|index|load)\.cjs$).*\.(?:cjs|json)$/;
const isText = /^(?:dist\/licenses\.txt|rules\/.*\.md)$/;

/** Paths within the repository of what the program reads at run time. */
function assetPaths() {
  const own = ["dist", "rules"].flatMap(filesBelow);
  return [...own.filter((path) => isCode.test(path) || isText.test(path)), "package.json"].toSorted(
    (left, right) => (left < right ? -1 : 1),
  );
}

/**
 * Writes V8's code cache of the bundle: compiling it takes longer than checking a small manifest. In a process of its own, whose
 * hashes begin with a fixed seed, or each build would have other bytes.
 */
function writeCache(path, file) {
  const program = `
    const { readFileSync, writeFileSync } = require("node:fs");
    const text = readFileSync(process.argv[1], "utf8");
    const code = "(function (exports, require, module, __filename, __dirname) {" + text + "\\n})";
    const { Script } = require("node:vm");
    const script = new Script(code, { filename: process.argv[2] });
    writeFileSync(process.argv[3], script.createCachedData());
  `;
  const name = `/istio-grpc-lint.executable/${path}`;
  run(process.execPath, ["--hash-seed=1", "-e", program, join(root, path), name, file], root);
}

function run(program, words, folder) {
  const { status, stderr } = spawnSync(program, words, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stderr}`);
}

const folder = mkdtempSync(join(tmpdir(), "istio-grpc-lint-executable-"));
try {
  const assets = Object.fromEntries(assetPaths().map((path) => [path, join(root, path)]));
  // A cache fits the V8 that made it; a program for another platform starts without.
  if (binary === process.execPath) {
    const cache = join(folder, "bundle.cache");
    writeCache("dist/bundle.cjs", cache);
    assets["dist/bundle.cjs.cache"] = cache;
  }
  writeFileSync(join(folder, "names.json"), JSON.stringify(Object.keys(assets)));
  const blob = join(folder, "blob");
  const config = {
    main: join(root, "scripts", "entry", "executable.cjs"),
    output: blob,
    disableExperimentalSEAWarning: true,
    assets: { ...assets, "names.json": join(folder, "names.json") },
  };
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  run(process.execPath, ["--experimental-sea-config", join(folder, "config.json")], folder);
  copyFileSync(binary, output);
  chmodSync(output, 0o755);
  const postject = createRequire(import.meta.url).resolve("postject/dist/cli.js");
  const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
  const isMac = readFileSync(binary).readUInt32LE(0) === 0xfeedfacf;
  const segment = isMac ? ["--macho-segment-name", "NODE_SEA"] : [];
  run(
    process.execPath,
    [postject, resolve(output), "NODE_SEA_BLOB", blob, "--sentinel-fuse", fuse, ...segment],
    folder,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
