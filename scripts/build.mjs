// Builds `dist/`: the command line as few CommonJS files that load one another when they are needed, and the
// compiled schemas.
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { buildFileSchemas } from "./build-file-schemas.mjs";
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
async function buildChunks(entries) {
  const built = new Set();
  let waiting = entries;
  while (waiting.size > 0) {
    const found = new Map();
    for (const [name, path] of waiting) {
      built.add(name);
      await build({
        ...settings,
        entryPoints: [path],
        outfile: join(dist, `${name}.cjs`),
        plugins: [dynamicImports((chunk, source) => found.set(chunk, source))],
      });
    }
    waiting = new Map([...found].filter(([name]) => !built.has(name)));
  }
  return built;
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

/** The compile cache helps only what is loaded after it is switched on, so the entry is a file of its own. */
const entry = `#!/usr/bin/env node
"use strict";
require("node:module").enableCompileCache?.();
require("./main.cjs");
`;

function removeStale(folder, keep) {
  for (const name of readdirSync(folder)) {
    if (!keep.has(name)) rmSync(join(folder, name), { recursive: true });
  }
}

mkdirSync(dist, { recursive: true });
const [chunks] = await Promise.all([
  buildChunks(
    new Map([
      ["main", "src/cli/main.ts"],
      ["index", "src/index.ts"],
      ["full-parse", "src/yaml/full-parse.ts"],
    ]),
  ),
  buildValidators(join(dist, "validators")),
  buildFileSchemas(join(dist, "file-schemas")),
]);
writeFileSync(join(dist, "cli.cjs"), entry);
chmodSync(join(dist, "cli.cjs"), 0o755);
const files = new Set(["cli.cjs", ...[...chunks].map((name) => `${name}.cjs`)]);
removeStale(dist, new Set([...files, "file-schemas", "validators"]));
if (process.argv.includes("--sizes")) {
  for (const name of [...files].toSorted()) {
    console.log(`${String(statSync(join(dist, name)).size).padStart(8)} ${name}`);
  }
}
