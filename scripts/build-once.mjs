// Builds a checkout for those who run it as it is, the pre-commit hook and the GitHub action: npm no longer builds what
// it installs from Git. Does nothing where there is a build; says what it does on standard error.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(
    `error: istio-grpc-lint needs Node.js 20.19 or newer, and this is ${process.versions.node}`,
  );
  process.exit(2);
}

const root = resolve(import.meta.dirname, "..");
const command = join(root, "dist", "cli.cjs");

/** The path of the built command. */
export function buildOnce() {
  // The build writes it last.
  if (existsSync(command)) return command;
  console.error("Building istio-grpc-lint, once.");
  if (!existsSync(join(root, "node_modules", "esbuild"))) {
    // `npm` is a batch file on Windows, which only a shell runs.
    run("npm ci --ignore-scripts --no-audit --no-fund --loglevel=error", [], { shell: true });
  }
  run(process.execPath, [join(root, "scripts", "build.mjs")], {});
  return command;
}

function run(program, args, options) {
  const stdio = ["ignore", process.stderr, process.stderr];
  const { status, error } = spawnSync(program, args, { cwd: root, stdio, ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`\`${program}\` ended with status ${status}`);
}
