// Loads the bundle as require() does, with what V8 compiled of it before: compiling takes longer than checking a small
// manifest. A checkout has that from its build. For a package, the first runs write it to a folder of the user; where
// nothing may be written, nothing is said.
"use strict";
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const bundle = join(__dirname, "bundle.cjs");
// A cache fits only the code and the V8 that it was made of, and V8 itself compares little more than lengths.
const name = ["BUNDLE_HASH", process.versions.v8, process.arch].join("-");
// What a run does not call stays out of its cache, so each of the first ones adds to it.
const generations = 3;

function load() {
  const code = wrappedCode();
  return run(fromCache(code, `${bundle}.cache`) ?? compileForUser(code));
}

/** For the build: the cache of what this run compiles is written to `file`. */
function loadAndKeep(file) {
  const script = new Script(wrappedCode(), { filename: bundle });
  writeAtExit(script, { file, mode: 0o644 });
  return run(script);
}

/** The bundle is ASCII: nothing has to be decoded. */
function wrappedCode() {
  const head = "(function (exports, require, module, __filename, __dirname) {";
  return `${head}${readFileSync(bundle, "latin1")}\n})`;
}

function run(script) {
  const module = { exports: {} };
  const body = script.runInThisContext();
  body.call(module.exports, module.exports, require, module, bundle, __dirname);
  return module.exports;
}

/** `undefined` where there is no cache that fits. */
function fromCache(code, file) {
  const cachedData = contentOf(file);
  if (cachedData === undefined) return undefined;
  const script = new Script(code, { filename: bundle, cachedData });
  return script.cachedDataRejected ? undefined : script;
}

function contentOf(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function compileForUser(code) {
  const folder = userFolder();
  const fileOf = (generation) => join(folder, `${name}.${generation}.cache`);
  for (let known = folder === undefined ? 0 : generations; known > 0; known -= 1) {
    const script = fromCache(code, fileOf(known));
    if (script === undefined) continue;
    if (known < generations)
      writeAtExit(script, { file: fileOf(known + 1), instead: fileOf(known) });
    return script;
  }
  const script = new Script(code, { filename: bundle });
  if (folder !== undefined) writeAtExit(script, { file: fileOf(1) });
  return script;
}

/** Not in the folder for temporary files, which others may write to. */
function userFolder() {
  const { HOME, LOCALAPPDATA, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env;
  const folder = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, ".cache"));
  const isAbsolute = /^(?:[/]|[A-Za-z]:)/.test(folder ?? "");
  return isAbsolute && !NODE_DISABLE_COMPILE_CACHE ? join(folder, "istio-grpc-lint") : undefined;
}

function writeAtExit(script, { file, instead, mode = 0o600 }) {
  const before = fingerprintOfFlags();
  process.on("exit", () => {
    // A run over many files tunes V8, and takes nothing afterwards that was compiled without that.
    if (!fingerprintOfFlags().equals(before)) return;
    const unfinished = `${file}.${process.pid}`;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(unfinished, script.createCachedData(), { mode, flag: "wx" });
      renameSync(unfinished, file);
      if (instead !== undefined) rmSync(instead, { force: true });
    } catch {
      // It is only there for speed.
    }
  });
}

/** The head of every cache holds a number made of V8's flags. */
function fingerprintOfFlags() {
  return new Script("0").createCachedData();
}

module.exports = { load, loadAndKeep };
