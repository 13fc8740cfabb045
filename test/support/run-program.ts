import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliEntry, type CliRun } from "./run-cli.ts";

/** Runs a program of the machine, without the settings of whoever runs the tests. */
export function runProgram(
  program: string,
  args: readonly string[],
  world: { readonly cwd: string; readonly environment?: Readonly<Record<string, string>> },
): CliRun {
  const { PATH = "" } = process.env;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: world.cwd,
    encoding: "utf8",
    env: { PATH, LANG: "C.UTF-8", HOME: world.cwd, TERM: "dumb", ...world.environment },
    timeout: 120_000,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** A folder for `PATH` in which the built command has the name that it has when installed. */
export function installCommand(folder: string, script = '"$@"'): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const run = `exec "${process.execPath}" "${cliEntry}"`;
  write(join(bin, "istio-grpc-lint"), `#!/bin/sh\n${run} ${script}\n`);
  write(
    join(bin, "npx"),
    `#!/bin/sh\nwhile [ "$1" != istio-grpc-lint ]; do shift; done\nexec "$@"\n`,
  );
  return bin;
}

function write(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
