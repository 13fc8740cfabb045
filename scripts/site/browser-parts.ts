// The library for browsers: what `src/parts.ts` loads from the disk is in the bundle.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

/** Scripts run in the folder of the repository. */
const root = resolve(".");

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:cjs|json)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

/** A `require` for the files that the build compiled, each started when it is first asked for. */
function requireModule(): string {
  const paths = ["dist/validators", "dist/file-schemas"].flatMap(filesBelow);
  const entries = paths.map((path) => {
    const name = JSON.stringify(`../${path}`);
    return `${name}: () => require(${JSON.stringify(join(root, path))})`;
  });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  entries.push(`"../package.json": () => ({ version: ${JSON.stringify(version)} })`);
  return `const files = { ${entries.join(",\n")} };
export const createRequire = () => (path) => {
  const file = files[path] ?? files[path + ".cjs"] ?? files[path + ".json"];
  if (file === undefined) throw new Error("not in the bundle: " + path);
  return file();
};`;
}

const browserModules: Plugin = {
  name: "browser-modules",
  setup(bundler) {
    bundler.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "browser-modules" }));
    bundler.onLoad({ filter: /^node:module$/, namespace: "browser-modules" }, () => ({
      contents: requireModule(),
      resolveDir: root,
    }));
    bundler.onLoad({ filter: /./, namespace: "browser-modules" }, ({ path }) => ({
      contents: `const none = () => { throw new Error("${path} is not there in browsers"); };
module.exports = new Proxy({}, { get: () => none });`,
    }));
  },
};

/** Bundles a script of the site that uses the library. */
export async function bundleForBrowsers(entry: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    alias: { yaml: "./node_modules/yaml/browser/dist/index.js" },
    bundle: true,
    define: {
      "import.meta.url": '"file:///istio-grpc-lint/src/parts.ts"',
      "process.env.NODE_ENV": '"production"',
    },
    entryPoints: [entry],
    format: "iife",
    legalComments: "none",
    logLevel: "warning",
    minify: true,
    outfile,
    platform: "browser",
    plugins: [browserModules],
    target: "es2023",
  });
}
