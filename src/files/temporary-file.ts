import { lstatSync, openSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
}

/** A new, empty file next to another one, so that both names are on one file system. Walks leave it out. */
export function openBeside(file: string, mode: number): OpenFile {
  for (let attempt = 1; ; attempt += 1) {
    const word = Math.random().toString(36).slice(2, 12);
    const path = join(dirname(file), `.istio-grpc-lint-${word}.tmp`);
    try {
      return { path, descriptor: openSync(path, "wx", mode) };
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isTaken || attempt === mostAttempts) throw error;
    }
  }
}

const mostAttempts = 10;

/** Milliseconds after which the run that a temporary file belonged to is over. */
const longestUse = 60_000;

/** Removes what runs that were killed have left next to these files. What cannot be tidied is left. */
export function removeLeftovers(paths: readonly string[], workingFolder: string): void {
  for (const folder of new Set(paths.map((path) => dirname(resolve(workingFolder, path))))) {
    try {
      removeFrom(folder, Date.now() - longestUse);
    } catch {
      continue;
    }
  }
}

function removeFrom(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    if (!/^\.istio-grpc-lint-[a-z\d]+\.tmp$/.test(name)) continue;
    const path = join(folder, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() && stats.mtimeMs < before) rmSync(path, { force: true });
  }
}
