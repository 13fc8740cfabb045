// Builds `dist/`: the command line as few CommonJS files that load one another when they are needed, and the
// compiled schemas.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { coreModule, fromCore, sharedModules } from "./build-core.mjs";
import { buildFileSchemas } from "./build-file-schemas.mjs";
import { planRules, standIn, withoutEvidence } from "./build-rules.mjs";
import { licencesOf } from "./build-licences.mjs";
import { buildValidators } from "./build-validators.mjs";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");

const settings = {
  absWorkingDir: root,
  alias: { yaml: "./node_modules/yaml/browser/dist/index.js" },
  bundle: true,
  define: { "import.meta.url": "__filename" },
  format: "cjs",
  legalComments: "none",
  logLevel: "warning",
  // Names are kept so that the stack of an internal error says something.
  minifySyntax: true,
  minifyWhitespace: true,
  platform: "node",
  // Lets `import()` become a `require` of the chunk.
  supported: { "dynamic-import": false },
  target: "node20",
};

/** Bundles `entries` (path by output name), then everything they import dynamically, each to a file of its own. */
async function buildChunks(entries, shared) {
  const built = new Set();
  const inputs = new Set();
  let waiting = entries;
  while (waiting.size > 0) {
    const found = new Map();
    for (const [name, module] of waiting) {
      built.add(name);
      const { metafile } = await build({
        ...settings,
        metafile: true,
        entryPoints: [module],
        outfile: join(dist, `${name}.cjs`),
        external: ["./core.cjs"],
        plugins: [
          ownRequire,
          noColorSniffing,
          dynamicImports((chunk, path) => found.set(chunk, path)),
          fromCore(shared, "./core.cjs"),
        ],
      });
      for (const path of Object.keys(metafile.inputs)) inputs.add(path);
    }
    waiting = new Map([...found].filter(([name]) => !built.has(name)));
  }
  return { names: built, inputs };
}

function source(contents) {
  return { stdin: { contents, resolveDir: root, loader: "ts" } };
}

/** `core.cjs`, and the rules in chunks that take from it what they share. Gives the chunks' names. */
async function buildRules(entries) {
  const { chunks, index } = await planRules();
  const shallow = [ownRequire, dynamicImports(() => {}), standIn(index)];
  const shared = await sharedModules(
    [
      ...[...entries.values()].map((path) => ({ entryPoints: [path] })),
      ...chunks.map(({ contents }) => source(contents)),
    ],
    { ...settings, plugins: shallow },
  );
  await build({
    ...settings,
    ...source(coreModule(shared)),
    outfile: join(dist, "core.cjs"),
    plugins: shallow,
  });
  for (const { name, contents } of chunks) {
    await build({
      ...settings,
      ...source(contents),
      outfile: join(dist, "rules", `${name}.cjs`),
      external: ["../core.cjs"],
      plugins: [withoutEvidence, fromCore(shared, "../core.cjs")],
    });
  }
  return { shared, names: chunks.map(({ name }) => `${name}.cjs`) };
}

function dynamicImports(onChunk) {
  return {
    name: "dynamic-imports",
    setup({ onResolve, resolve: find }) {
      onResolve({ filter: /./ }, async ({ kind, path, importer, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const found = await find(path, { kind: "import-statement", importer, resolveDir });
        if (found.errors.length > 0) return { errors: found.errors };
        const name = basename(found.path).replace(/\.[cm]?[jt]s$/, "");
        onChunk(name, found.path);
        return { path: `./${name}.cjs`, external: true };
      });
    },
  };
}

/** The oldest Node that `package.json` allows: what older ones make of the code is a stack of errors. */
const oldestNode = oldestOf(
  JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node,
);

function oldestOf(range) {
  const [, major, minor] = /^>=(\d+)\.(\d+)/.exec(range);
  return { major, text: `${major}.${minor}` };
}

/**
 * What V8 made of the files before is quicker to load than the files. Where the build has left that, it is taken; elsewhere
 * Node has a compile cache of its own since 22, which takes a while to load, and helps only what is loaded after it.
 */
const entry = `#!/usr/bin/env node
"use strict";
if (parseInt(process.versions.node) < ${oldestNode.major}) {
  console.error("error: istio-grpc-lint needs Node.js ${oldestNode.text} or newer, and this is " + process.versions.node);
  process.exitCode = 2;
} else if (require("node:fs").existsSync(__dirname + "/main.cjs.cache")) {
  require("./load-compiled.cjs").load(__dirname + "/main.cjs");
} else {
  if (parseInt(process.versions.node) >= 22) {
    var cache = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || process.env.HOME + "/.cache";
    // The one of Node is in the folder for temporary files, which others may write to.
    if (/^([/]|[A-Za-z]:)/.test(cache) && !process.env.NODE_COMPILE_CACHE) {
      require("node:module").enableCompileCache?.(cache + "/istio-grpc-lint");
    }
  }
  require("./main.cjs");
}
`;

/**
 * Loads files of the build as require() does, with what V8 made of them before, where that is there and of the same V8.
 */
const loader = `"use strict";
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const scripts = new Map();

// A run over many files tunes V8 first, which then takes nothing that was made before.
const tuned = join(__dirname, "expect-much.cjs");

function cachePath(path) {
  return path + (require.cache[tuned]?.loaded ? ".tuned" : "") + ".cache";
}

function cacheOf(path) {
  try {
    return readFileSync(cachePath(path));
  } catch {
    return undefined;
  }
}

function requireFrom(folder) {
  const own = (id) => (/^[.].*[.]cjs$/.test(id) ? load(join(folder, id)) : require(id));
  return Object.assign(own, { resolve: require.resolve });
}

function load(path) {
  const known = require.cache[path];
  if (known) return known.exports;
  const loaded = new module.constructor(path, module);
  loaded.filename = path;
  require.cache[path] = loaded;
  const text = readFileSync(path, "utf8");
  const code = "(function (exports, require, module, __filename, __dirname) {" + text + "\\n})";
  const script = new Script(code, { filename: path, cachedData: cacheOf(path) });
  if (path !== tuned) scripts.set(cachePath(path), script);
  const folder = dirname(path);
  const run = script.runInThisContext();
  run.call(loaded.exports, loaded.exports, requireFrom(folder), loaded, path, folder);
  loaded.loaded = true;
  return loaded.exports;
}

module.exports = { load, scripts };
`;

/** In a CommonJS file `require` is there already, and loading `node:module` takes longer than all of ours. */
const ownRequire = {
  name: "own-require",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:module$/ }, ({ path }) => ({ path, namespace: "own-require" }));
    onLoad({ filter: /./, namespace: "own-require" }, () => ({
      contents: "export const createRequire = () => require;",
    }));
  },
};

/** The level of colours is decided by us, so chalk need not load modules to find it. */
const noColorSniffing = {
  name: "no-color-sniffing",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]supports-color[\\/]index\.js$/ }, () => ({
      contents: "export default { stdout: false, stderr: false };",
    }));
  },
};

function removeStale(folder, keep) {
  for (const name of readdirSync(folder)) {
    if (!keep.has(name)) rmSync(join(folder, name), { recursive: true });
  }
}

/** Whether it works or not: what it makes is only there for speed. */
function compileAhead() {
  const script = join(root, "scripts", "build-compile-cache.cjs");
  for (const folder of ["rules", "demo"]) {
    spawnSync(process.execPath, [script, join(root, "fixtures", folder)], { stdio: "ignore" });
  }
}

mkdirSync(dist, { recursive: true });
const entries = new Map([
  ["main", "src/cli/main.ts"],
  ["index", "src/index.ts"],
  ["full-parse", "src/yaml/full-parse.ts"],
  ["overlays", "src/manifest/kustomize/overlays.ts"],
  ["protos", "src/rpc/read-protos.ts"],
  ["whole-match", "src/rpc/whole-match.ts"],
]);
async function buildCode() {
  const { shared, names } = await buildRules(entries);
  removeStale(join(dist, "rules"), new Set(names));
  return buildChunks(entries, shared);
}
const [{ names: chunks, inputs }] = await Promise.all([
  buildCode(),
  buildValidators(join(dist, "validators")),
  buildFileSchemas(join(dist, "file-schemas")),
]);
writeFileSync(join(dist, "load-compiled.cjs"), loader);
writeFileSync(join(dist, "licenses.txt"), licencesOf(inputs, root));
const files = new Set([
  "cli.cjs",
  "core.cjs",
  "load-compiled.cjs",
  ...[...chunks].map((name) => `${name}.cjs`),
]);
removeStale(
  dist,
  new Set([...files, "file-schemas", "licenses.txt", "rules", "types", "validators"]),
);
compileAhead();
// It is written last: where it is, there is a build.
writeFileSync(join(dist, "cli.cjs"), entry);
chmodSync(join(dist, "cli.cjs"), 0o755);
if (process.argv.includes("--sizes")) {
  const rules = readdirSync(join(dist, "rules")).map((name) => join("rules", name));
  for (const name of [...files].toSorted().concat(rules)) {
    console.log(`${String(statSync(join(dist, name)).size).padStart(8)} ${name}`);
  }
}
