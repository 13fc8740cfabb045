import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clean, withError, withWarning } from "../support/manifests.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function git(folder: string, ...words: readonly string[]): void {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  const { status, stderr } = spawnSync("git", [...author, ...words], { cwd: folder });
  if (status !== 0) throw new Error(stderr.toString());
}

function repository(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(files);
  git(folder, "init", "-q", "-b", "main");
  git(folder, "add", ".");
  git(folder, "commit", "-q", "-m", "first");
  return folder;
}

const check = (folder: string, ...args: readonly string[]): CliRun =>
  runCli(["-f", "concise", ...args], { cwd: folder });

describe("--changed-since", () => {
  it("shows what changed files hold, and hides the rest", () => {
    const folder = repository({ "a.yaml": withError, "b.yaml": clean });
    const same = check(folder, "--changed-since", "HEAD");
    expect(same.status).toBe(0);
    expect(same.stdout).toContain("no findings.\nHidden: 1 outside the change.");
    writeFileSync(join(folder, "b.yaml"), withWarning);
    writeFileSync(join(folder, "new.yaml"), withError.replaceAll("ratings", "reviews"));
    const { stdout, status } = check(folder, "--changed-since", "main");
    expect(stdout).toMatch(/^b\.yaml:.*\nnew\.yaml:/);
    expect(stdout).not.toContain("a.yaml:");
    expect(status).toBe(1);
  });

  it("shows what a deleted file leaves behind", () => {
    const folder = repository({ "other.yaml": clean.replaceAll("ratings", "reviews") });
    cpSync("fixtures/demo", folder, { recursive: true });
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "demo");
    const path = join(folder, "checkout/destinationrule.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace(/ {4}- name: v2\n.*\n.*\n/, ""));
    const { stdout } = check(folder, "--changed-since", "HEAD");
    expect(stdout).toMatch(/^checkout\/virtualservice\.yaml:.*subset-undefined/m);
    rmSync(path);
    expect(check(folder, "--changed-since", "HEAD").stdout).toContain("outside the change");
  });

  it("compares with where the branch left the revision", () => {
    const folder = repository({ "a.yaml": clean });
    git(folder, "checkout", "-q", "-b", "topic");
    git(folder, "checkout", "-q", "main");
    writeFileSync(join(folder, "a.yaml"), withError);
    git(folder, "commit", "-q", "-a", "-m", "on main");
    git(folder, "checkout", "-q", "topic");
    expect(check(folder, "--changed-since", "main").stdout).toContain("No problems");
  });
});

describe("--staged", () => {
  it("checks what would be committed, not what is on the disk", () => {
    const folder = repository({ "a.yaml": clean });
    writeFileSync(join(folder, "a.yaml"), withError);
    expect(check(folder, "--staged").status).toBe(0);
    git(folder, "add", ".");
    writeFileSync(join(folder, "a.yaml"), clean);
    writeFileSync(join(folder, "unknown.yaml"), withError.replaceAll("ratings", "reviews"));
    const { stdout, status } = check(folder, "--staged");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^a\.yaml:/);
    expect(stdout).toContain("1 file");
  });

  it("works before the first commit", () => {
    const folder = temporaryFolder({ "a.yaml": withError });
    git(folder, "init", "-q");
    git(folder, "add", ".");
    expect(check(folder, "--staged").status).toBe(1);
  });
});

it.each([
  [["--changed-since", "nowhere"], "there is no revision `nowhere`"],
  [["--changed-since", "--output=x"], "needs a value"],
  [["--staged", "--fix"], "cannot be given together"],
  [["--staged", "--changed-since", "HEAD"], "cannot be given together"],
])("refuses %j", (args, words) => {
  const { status, stderr } = check(repository({ "a.yaml": clean }), ...args);
  expect(status).toBe(2);
  expect(stderr).toContain(words);
});

it("says that there is no Git repository", () => {
  const { status, stderr } = check(temporaryFolder({ "a.yaml": clean }), "--staged");
  expect(status).toBe(2);
  expect(stderr).toContain("this is not a Git working tree");
});
