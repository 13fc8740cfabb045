// What several files of the build need lies in one of its own, `core.cjs`, and the others take it from there: nothing is
// loaded, or compiled by V8, twice.
import { relative, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");

/**
 * The modules that two or more of the entries need, by path, each with the names it exports. An entry is a set of
 * options for esbuild.
 */
export async function sharedModules(entries, settings) {
  const seen = new Map();
  for (const entry of entries) {
    const { metafile } = await build({ ...settings, ...entry, write: false, metafile: true });
    for (const path of Object.keys(metafile.inputs)) seen.set(path, (seen.get(path) ?? 0) + 1);
  }
  const paths = [...seen]
    .filter(([path, count]) => count > 1 && isOurs(path))
    .map(([path]) => path);
  return withExports(
    paths.toSorted((left, right) => (left < right ? -1 : 1)),
    settings,
  );
}

/** The registry is the one module outside of `src/` that others share. */
function isOurs(path) {
  return path.startsWith("src/") || path === "rules/index.ts";
}

/** Asks the modules themselves for their names: types leave nothing behind. */
async function withExports(paths, settings) {
  const contents = paths.map((path, index) => `export * as m${index} from "./${path}";`).join("\n");
  const modules = await evaluate({ ...settings, stdin: { contents, resolveDir: root } });
  return new Map(
    paths.map((path, index) => [resolve(root, path), Object.keys(modules[`m${index}`])]),
  );
}

/** What a bundle exports. */
export async function evaluate(settings) {
  const define = { "import.meta.url": '""' };
  const { outputFiles } = await build({ ...settings, define, format: "esm", write: false });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}

/** The module that `core.cjs` is made of: for each shared module an object of what it exports. */
export function coreModule(shared) {
  const modules = [...shared].map(([path, names], index) => {
    const imports = names.map((name) => `${name} as m${index}_${name}`).join(", ");
    const exports = names.map((name) => `${name}: m${index}_${name}`).join(", ");
    const from = `./${relative(root, path).replaceAll("\\", "/")}`;
    return { line: `import { ${imports} } from "${from}";`, object: `{ ${exports} }` };
  });
  const lines = modules.map(({ line }) => line);
  const objects = modules.map(({ object }) => object).join(",\n");
  return `${lines.join("\n")}\nexport const modules = [\n${objects}\n];`;
}

/** Takes the shared modules from `core.cjs`, whose path as seen from the output is given. */
export function fromCore(shared, core) {
  const paths = [...shared.keys()];
  return {
    name: "from-core",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path, resolveDir, namespace }) => {
        if (kind !== "import-statement" || namespace === "core") return undefined;
        const found = resolve(resolveDir, path);
        return shared.has(found) ? { path: found, namespace: "core" } : undefined;
      });
      onLoad({ filter: /./, namespace: "core" }, ({ path }) => ({ contents: taken(path) }));
    },
  };

  function taken(path) {
    const from = `const m = require("${core}").modules[${paths.indexOf(path)}];`;
    const names = shared.get(path).map((name) => `export const ${name} = m.${name};`);
    return [from, ...names].join("\n");
  }
}
