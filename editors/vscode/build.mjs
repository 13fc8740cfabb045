// Builds the extension: its own code in one file, and the tool as the package ships it, built before.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const root = resolve(here, "..", "..");
const server = join(here, "server");

rmSync(server, { recursive: true, force: true });
mkdirSync(server);
const isShipped = (path) => !/(?:\.cache|[\\/]types)$/.test(path);
cpSync(join(root, "dist"), join(server, "dist"), { recursive: true, filter: isShipped });
mkdirSync(join(server, "schemas"));
for (const path of ["package.json", "LICENSE", "NOTICE", join("schemas", "config.schema.json")]) {
  cpSync(join(root, path), join(server, path));
}
cpSync(join(root, "LICENSE"), join(here, "LICENSE"));

await build({
  absWorkingDir: here,
  entryPoints: ["extension.cjs"],
  outfile: join(here, "dist", "extension.cjs"),
  bundle: true,
  external: ["vscode"],
  format: "cjs",
  legalComments: "none",
  minifySyntax: true,
  minifyWhitespace: true,
  platform: "node",
  target: "node20",
});
