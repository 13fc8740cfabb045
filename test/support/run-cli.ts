import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliWorld {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
  /** User id of the process, for what root may read and others may not. */
  readonly uid?: number;
  /** Another entry than the one that is built. */
  readonly entry?: string;
  readonly nodeOptions?: readonly string[];
}

export const cliEntry = resolve("dist/cli.cjs");

/** The environment of a plain pipe: whatever the tests themselves run in says nothing of colour or CI. */
export function plainEnvironment(): Readonly<Record<string, string>> {
  const { PATH = "", TMPDIR = "/tmp" } = process.env;
  return { PATH, TMPDIR, LANG: "C.UTF-8" };
}

/** Runs the built command in a process of its own. */
export function runCli(args: readonly string[], world: CliWorld = {}): CliRun {
  const { entry = cliEntry, nodeOptions = [], environment, ...rest } = world;
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [...nodeOptions, entry, ...args],
    {
      ...rest,
      input: world.input ?? "",
      encoding: "utf8",
      env: { ...plainEnvironment(), ...environment },
      maxBuffer: 256 * 1024 * 1024,
      timeout: 30_000,
    },
  );
  if (error) throw error;
  return { status, stdout, stderr };
}
