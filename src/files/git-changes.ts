import { join } from "node:path";
import { gitIn, textsIn, type GitRun, type GitWorld } from "./git.ts";

/** What differs from a revision. All paths are absolute. */
export interface GitChanges {
  /** Manifests and protos that were changed or added, and those that are gone. */
  readonly changed: ReadonlySet<string>;
  /** Their texts in the revision; what was added has none. */
  readonly before: ReadonlyMap<string, string>;
  /** Of the index, what differs from the disk: the text, or `undefined` for what is not in it. */
  readonly index: ReadonlyMap<string, string | undefined>;
}

export type FoundChanges = GitChanges | { readonly unreadable: string };

type Git = (words: readonly string[], input?: string) => GitRun;

/** What a branch changed since it left a revision, files that Git does not know yet included. */
export function changesSince(revision: string, world: GitWorld): FoundChanges {
  const found = repositoryOf(world);
  if ("unreadable" in found) return found;
  const { git, top } = found;
  const commit = commitOf(git, revision);
  if (commit === undefined) return { unreadable: `there is no revision \`${revision}\`` };
  const shared = git(["merge-base", commit, "HEAD"]);
  const base = shared.status === 0 ? shared.stdout.toString("utf8").trim() : commit;
  const names = [...namesOf(git, [base]), ...untracked(git)];
  return { ...against(base, names, { git, top }), index: new Map() };
}

/** What would be committed now. */
export function stagedChanges(world: GitWorld): FoundChanges {
  const found = repositoryOf(world);
  if ("unreadable" in found) return found;
  const { git, top } = found;
  const names = namesOf(git, ["--cached"]);
  const different = namesOf(git, []);
  const staged = new Map<string, string | undefined>(
    untracked(git).map((name) => [join(top, name), undefined]),
  );
  for (const [name, text] of textsOf(git, "", different)) staged.set(join(top, name), text);
  // A repository without a commit has nothing to compare with.
  const base = commitOf(git, "HEAD");
  return { ...against(base, names, { git, top }), index: staged };
}

interface Repository {
  readonly git: Git;
  /** The folder of the working tree. */
  readonly top: string;
}

function repositoryOf({
  workingFolder,
  environment,
}: GitWorld): Repository | { readonly unreadable: string } {
  const { status, stdout, error } = gitIn(
    workingFolder,
    environment,
  )(["rev-parse", "--show-toplevel"]);
  if (error !== undefined) return { unreadable: error };
  const top = stdout.toString("utf8").replace(/\r?\n$/, "");
  if (status !== 0 || top === "") return { unreadable: "this is not a Git working tree" };
  return { git: gitIn(top, environment), top };
}

function commitOf(git: Git, revision: string): string | undefined {
  const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const { status, stdout } = git(words);
  return status === 0 ? stdout.toString("utf8").trim() : undefined;
}

function namesOf(git: Git, words: readonly string[]): readonly string[] {
  return namesIn(
    git(["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", ...words, "--"]),
  );
}

function untracked(git: Git): readonly string[] {
  return namesIn(git(["ls-files", "--others", "--exclude-standard", "-z"]));
}

function namesIn({ stdout }: GitRun): readonly string[] {
  return stdout
    .toString("utf8")
    .split("\0")
    .filter((name) => /\.(?:ya?ml|json|proto)$/i.test(name));
}

function against(
  commit: string | undefined,
  names: readonly string[],
  { git, top }: Repository,
): Pick<GitChanges, "changed" | "before"> {
  const texts = commit === undefined ? [] : textsOf(git, commit, names);
  return {
    changed: new Set(names.map((name) => join(top, name))),
    before: new Map(Array.from(texts, ([name, text]) => [join(top, name), text])),
  };
}

/** Texts of a commit, or of the index, by name. */
function textsOf(git: Git, commit: string, names: readonly string[]): ReadonlyMap<string, string> {
  // A line end in a name would be two names to `cat-file`.
  const asked = names.filter((name) => !name.includes("\n"));
  if (asked.length === 0) return new Map();
  const input = asked.map((name) => `${commit}:${name}\n`).join("");
  const { status, stdout } = git(["cat-file", "--batch"], input);
  if (status !== 0) return new Map();
  return new Map(textsIn(stdout, asked).map(({ path, text }) => [path, text]));
}
