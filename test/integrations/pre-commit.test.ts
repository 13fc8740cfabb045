import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { clean, withError } from "../support/manifests.ts";
import type { CliRun } from "../support/run-cli.ts";
import { runProgram } from "../support/run-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const preCommit = findProgram("pre-commit");

const git = (cwd: string, ...args: readonly string[]): string => {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  const { status, stdout, stderr } = runProgram("git", [...identity, ...args], { cwd });
  expect(status, stderr).toBe(0);
  return stdout.trim();
};

/** What all tests share, as the commits of a machine do: the hook's repository and its installation. */
const shared = mkdtempSync(join(tmpdir(), "istio-grpc-lint-hook-"));
afterAll(() => rmSync(shared, { recursive: true, force: true }));

let source: string | undefined;

/** A repository as pre-commit clones it, but built already, so that nothing is fetched. */
function hookRepository(): string {
  const repository = mkdtempSync(join(shared, "repository-"));
  const paths = ["dist", "rules", "schemas", "scripts", "package.json", ".pre-commit-hooks.yaml"];
  for (const path of paths) {
    cpSync(path, join(repository, path), { recursive: true });
  }
  commitAll(repository);
  return repository;
}

function commitAll(repository: string): void {
  git(repository, "init", "--quiet");
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "--message", "all");
}

function projectWith(hook: string): string {
  const project = temporaryFolder({ "k8s/good.yaml": clean, "notes.txt": "none\n" });
  source ??= hookRepository();
  const config = `repos:
  - repo: ${source}
    rev: ${git(source, "rev-parse", "HEAD")}
    hooks:
${hook}
`;
  writeFileSync(join(project, ".pre-commit-config.yaml"), config);
  commitAll(project);
  return project;
}

function run(project: string, ...args: readonly string[]): CliRun {
  const environment = { PRE_COMMIT_HOME: join(shared, "home") };
  const words = ["run", "--color=never", ...args];
  return runProgram(preCommit ?? "", words, { cwd: project, environment });
}

describe.skipIf(preCommit === undefined)("pre-commit (where it is installed)", () => {
  it("lets a commit pass or stops it, and looks beyond the files of the commit", () => {
    const project = projectWith("      - id: istio-grpc-lint");
    expect(run(project, "--all-files")).toMatchObject({ status: 0 });

    writeFileSync(join(project, "notes.txt"), "other\n");
    git(project, "add", "--all");
    const skipped = run(project);
    expect(skipped).toMatchObject({ status: 0 });
    expect(skipped.stdout).toMatch(/istio-grpc-lint.*\(no files to check\)Skipped/);

    writeFileSync(join(project, "k8s", "bad.yaml"), withError);
    git(project, "add", "--all");
    git(project, "commit", "--quiet", "--no-verify", "--message", "bad");
    writeFileSync(join(project, "k8s", "good.yaml"), `${clean}# changed\n`);
    git(project, "add", "--all");
    const failed = run(project);
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(/exit code: 1/);
    expect(failed.stdout).toContain("error[unknown-field]");
    expect(failed.stdout).toContain("--> k8s/bad.yaml:5:3  Service prod/ratings");
  });

  it("takes arguments, fixes among them", () => {
    const hook =
      "      - id: istio-grpc-lint\n        args: [k8s, --fix, --failure-threshold, warning]";
    const project = projectWith(hook);
    const leastConn = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec: { host: ratings, trafficPolicy: { loadBalancer: { simple: LEAST_CONN } } }
`;
    writeFileSync(join(project, "k8s", "rule.yaml"), leastConn);
    git(project, "add", "--all");
    const fixed = run(project);
    expect(fixed.stdout).toContain("files were modified by this hook");
    expect(readFileSync(join(project, "k8s", "rule.yaml"), "utf8")).toContain("LEAST_REQUEST");
    git(project, "add", "--all");
    expect(run(project)).toMatchObject({ status: 0 });
  });
});

describe("the hook file", () => {
  it("names a script that can be run, and the command of the image", () => {
    const hooks = readFileSync(".pre-commit-hooks.yaml", "utf8");
    const entries = [...hooks.matchAll(/^ +entry: (.*)$/gm)].map(([, entry = ""]) => entry);
    expect(entries).toEqual(["scripts/run-hook.mjs", "istio-grpc-lint"]);
    expect(statSync(entries[0] ?? "").mode & 0o100).toBe(0o100);
    expect(readFileSync("Dockerfile", "utf8")).toContain(`ENTRYPOINT ["${entries[1]}"]`);
  });
});
