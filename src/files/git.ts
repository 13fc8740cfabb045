import { spawnSync } from "node:child_process";
import type { SourceFile } from "../yaml/source.ts";

/** The texts of a revision, or why there are none, as one lowercase phrase. */
export type RevisionFiles =
  | { readonly sources: readonly SourceFile[] }
  | { readonly unreadable: string };

export interface GitWorld {
  /** Absolute. */
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Git names and texts of a whole repository. */
const mostBytes = 2 ** 30;
const manifest = /\.(?:ya?ml|json|proto)$/i;

/**
 * The YAML, JSON and `.proto` files of a Git revision below the working folder, or below some paths in it. Nothing is checked out,
 * and no code of the repository runs: neither hooks nor filters nor a pager.
 */
export function readRevision(
  revision: string,
  paths: readonly string[],
  { workingFolder, environment }: GitWorld,
): RevisionFiles {
  const git = gitIn(workingFolder, environment);
  const isRevision = git([
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  if (isRevision.error !== undefined) return { unreadable: isRevision.error };
  if (isRevision.status !== 0) return { unreadable: "no such revision" };
  const commit = isRevision.stdout.toString("utf8").trim();
  const listed = git(["ls-tree", "-r", "-z", "--name-only", commit, "--", ...paths]);
  if (listed.status !== 0) return { unreadable: listed.stderr.toString("utf8").trim() };
  const names = listed.stdout
    .toString("utf8")
    .split("\0")
    .filter((it) => manifest.test(it));
  if (names.length === 0) return { sources: [] };
  const asked = names.map((name) => `${commit}:./${name}\n`).join("");
  const read = git(["cat-file", "--batch"], asked);
  if (read.status !== 0) return { unreadable: read.stderr.toString("utf8").trim() };
  return { sources: textsIn(read.stdout, names) };
}

export interface GitRun {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly error: string | undefined;
}

export function gitIn(
  cwd: string,
  environment: GitWorld["environment"],
): (words: readonly string[], input?: string) => GitRun {
  const options = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  // Objects that a partial clone left out are not fetched: a run stays offline.
  const env = { ...environment, GIT_NO_LAZY_FETCH: "1", GIT_OPTIONAL_LOCKS: "0" };
  return (words, input = "") => {
    const { status, stdout, stderr, error } = spawnSync("git", [...options, ...words], {
      cwd,
      env,
      input,
      maxBuffer: mostBytes,
    });
    return { status, stdout, stderr, error: error && `git cannot be run: ${error.message}` };
  };
}

/** `<name> blob <size>`, a line end, the text, a line end; for each name in order. */
export function textsIn(output: Buffer, names: readonly string[]): readonly SourceFile[] {
  const sources: SourceFile[] = [];
  let at = 0;
  for (const path of names) {
    const end = output.indexOf(10, at);
    const head = output.subarray(at, end).toString("utf8");
    at = end + 1;
    const size = / blob (\d+)$/.exec(head)?.[1];
    if (size === undefined) continue;
    sources.push({ path, text: output.subarray(at, at + Number(size)).toString("utf8") });
    at += Number(size) + 1;
  }
  return sources;
}
