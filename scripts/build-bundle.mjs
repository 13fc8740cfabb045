// Bundles the tool: all of our code in one file, and beside it the packages and data that few runs need.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** Everything that `dist/cli.cjs` and `dist/index.cjs` give. */
const entry = `
export { main } from "./src/cli/main.ts";
export { diff, fix, graph, lint, listRules, loadConfig, render, report, route, runTests } from "./src/index.ts";
`;

/** Large and seldom needed; each is a file of its own. */
const apart =
  /^(?:@dagrejs\/dagre|ajv|fast-glob|re2js|vscode-languageserver(?:-textdocument)?|yaml)(?:\/|$)/;

/** Imported by what every run loads, and slow to load. */
const seldomUsed = /^(?:@dagrejs\/dagre|node:zlib|re2js|yaml)$/;

/** Writes `bundle.cjs` and `packages/<name>.cjs`. Gives the paths of the modules that are in them. */
export async function buildBundle(root, dist) {
  const packages = new Map();
  const settings = {
    absWorkingDir: root,
    alias: { yaml: "./node_modules/yaml/browser/dist/index.js" },
    bundle: true,
    define: { "import.meta.url": "__filename" },
    format: "cjs",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    // Names are kept so that the stack of an internal error says something.
    minifySyntax: true,
    minifyWhitespace: true,
    platform: "node",
    // Lets `import()` become a call that starts the module in the bundle.
    supported: { "dynamic-import": false },
    target: "node20",
  };
  const bundle = await build({
    ...settings,
    alias: {},
    stdin: { contents: entry, resolveDir: root, loader: "ts" },
    outfile: join(dist, "bundle.cjs"),
    external: ["../dist/*", "../package.json", "./packages/*", "./protos/*"],
    plugins: [ownRequire, noColorSniffing, packagesApart(packages), protosApart(dist)],
  });
  const others = await Promise.all(
    // In an order of their own: esbuild comes across them in any.
    [...packages]
      .toSorted(([left], [right]) => compare(left, right))
      .map(([name, paths]) =>
        build({
          ...settings,
          stdin: {
            contents: [...paths].toSorted(compare).map(exportOf).join("\n"),
            resolveDir: root,
          },
          outfile: join(dist, "packages", `${name}.cjs`),
          plugins: [],
        }),
      ),
  );
  return {
    packages: [...packages.keys()],
    inputs: [bundle, ...others].flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  };
}

function compare(left, right) {
  return left < right ? -1 : 1;
}

function exportOf(path) {
  return `exports[${JSON.stringify(path)}] = require(${JSON.stringify(path)});`;
}

/** Takes packages from files of their own, and loads those that few runs need once a name of theirs is used. */
function packagesApart(packages) {
  return {
    name: "packages-apart",
    setup({ onLoad, onResolve }) {
      for (const filter of [apart, seldomUsed]) {
        onResolve({ filter }, ({ path, namespace }) =>
          namespace === "apart" ? { path, external: true } : { path, namespace: "apart" },
        );
      }
      onLoad({ filter: /./, namespace: "apart" }, async ({ path }) => {
        const load = path.startsWith("node:") ? `require("${path}")` : ownFile(path);
        if (!seldomUsed.test(path)) return { contents: `module.exports = ${load};` };
        const names = Object.keys(await import(path)).filter((name) =>
          /^(?!default$)\w+$/.test(name),
        );
        const getters = names.map((name) => `get ${name}() { return it().${name}; }`);
        return {
          contents: `let loaded;
const it = () => (loaded ??= ${load});
module.exports = { ${getters.join(", ")} };`,
        };
      });
    },
  };

  function ownFile(path) {
    const [name] = path.replace(/^@[^/]+\//, "").split("/");
    packages.set(name, (packages.get(name) ?? new Set()).add(path));
    return `require("./packages/${name}.cjs")[${JSON.stringify(path)}]`;
  }
}

/** The types of `.proto` files are read once an input has a value of such a type. */
function protosApart(dist) {
  return {
    name: "protos-apart",
    setup({ onLoad }) {
      mkdirSync(join(dist, "protos"), { recursive: true });
      onLoad({ filter: /[\\/]schemas[\\/]protos[\\/]\w[\w-]*\.json$/ }, ({ path }) => {
        const name = basename(path);
        const { types } = JSON.parse(readFileSync(path, "utf8"));
        writeFileSync(join(dist, "protos", name), JSON.stringify({ types }));
        return {
          contents: `let loaded;
export default { get types() { return (loaded ??= require("./protos/${name}")).types; } };`,
          loader: "js",
        };
      });
    },
  };
}

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
