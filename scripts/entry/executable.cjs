// The start of the single-file executable: what `dist/` and the pages of rules hold are assets of the program, and this
// loads them as require() loads files. Nothing is unpacked to the disk.
"use strict";
const fs = require("node:fs");
const path = require("node:path").posix;
const { getAsset, getRawAsset } = require("node:sea");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

/** A folder that no file system has. */
const root = "/istio-grpc-lint.executable";
const names = new Set(JSON.parse(getAsset("names.json", "utf8")));
const loaded = new Map();

const isOurs = (file) => typeof file === "string" && file.startsWith(`${root}/`);
const nameOf = (file) => file.slice(root.length + 1);

/** Files of the program that are open, by numbers that no system gives. */
const open = new Map();
const firstNumber = 2 ** 30;

const files = {
  ...fs,
  openSync(file, ...others) {
    if (!isOurs(file)) return fs.openSync(file, ...others);
    const number = firstNumber + open.size;
    open.set(number, { bytes: Buffer.from(getAsset(nameOf(file))), at: 0 });
    return number;
  },
  readSync(descriptor, buffer, ...where) {
    const file = open.get(descriptor);
    if (file === undefined) return fs.readSync(descriptor, buffer, ...where);
    const [offset, length] = where;
    const count = file.bytes.copy(buffer, offset, file.at, file.at + length);
    file.at += count;
    return count;
  },
  fstatSync(descriptor, ...others) {
    const file = open.get(descriptor);
    return file === undefined ? fs.fstatSync(descriptor, ...others) : { size: file.bytes.length };
  },
  closeSync(descriptor) {
    if (!open.has(descriptor)) fs.closeSync(descriptor);
  },
  readFileSync(file, options) {
    if (!isOurs(file)) return fs.readFileSync(file, options);
    const bytes = Buffer.from(getAsset(nameOf(file)));
    const encoding = typeof options === "string" ? options : options?.encoding;
    return encoding ? bytes.toString(encoding) : bytes;
  },
};

function requireFrom(folder) {
  const find = (request) => {
    const file = path.resolve(folder, request);
    if (names.has(nameOf(file))) return file;
    throw new Error(`the executable does not hold ${request}`);
  };
  const load = (request) => {
    if (request === "node:fs") return files;
    if (request === "node:module") return { ...require(request), createRequire };
    return request.startsWith(".") ? loadFile(find(request)) : require(request);
  };
  return Object.assign(load, { resolve: find });
}

function createRequire(file) {
  return requireFrom(path.dirname(file));
}

function loadFile(file) {
  const known = loaded.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(file, module);
  const text = getAsset(nameOf(file), "utf8");
  if (file.endsWith(".json")) {
    module.exports = JSON.parse(text);
    return module.exports;
  }
  const code = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
  const folder = path.dirname(file);
  const body = compile(code, file).runInThisContext();
  body.call(module.exports, module.exports, requireFrom(folder), module, file, folder);
  return module.exports;
}

/** What V8 made of the file when the program was built, if there is such a thing. */
function compile(code, file) {
  const cache = `${nameOf(file)}.cache`;
  if (!names.has(cache)) return new Script(code, { filename: file });
  // V8 takes only what was made with the same flags; the seed itself is chosen long before.
  setFlagsFromString("--hash-seed=1");
  return new Script(code, { filename: file, cachedData: Buffer.from(getRawAsset(cache)) });
}

loadFile(`${root}/dist/bundle.cjs`).main();
