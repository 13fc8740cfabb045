import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { options } from "../../src/cli/options.ts";
import { clean, withError, withWarning } from "../support/manifests.ts";
import type { CliRun } from "../support/run-cli.ts";
import { installCommand, runProgram } from "../support/run-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const page = readFileSync("docs/ci.md", "utf8");

/** The code of a section of the page. */
function recipe(heading: string): string {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return /^```\w+\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? "";
}

function project(): string {
  return temporaryFolder({
    "deploy/bad.yaml": withError,
    "deploy/warning.yaml": withWarning,
    "other/bad.yaml": withError,
  });
}

/** Runs a line of a shell with the command on `PATH`, as continuous integration does. */
function shell(
  cwd: string,
  script: string,
  environment: Readonly<Record<string, string>> = {},
): CliRun {
  const bin = installCommand(join(cwd, ".tools"));
  const path = [bin, process.env["PATH"] ?? ""].join(delimiter);
  const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
  return runProgram("bash", args, { cwd, environment: { ...environment, PATH: path } });
}

describe("the GitHub action", () => {
  const action = parse(readFileSync("action.yml", "utf8"));
  const inputs: Readonly<Record<string, { readonly default?: string }>> = action.inputs;
  const [check] = action.runs.steps;

  /** What GitHub makes of `with`: defaults are filled in, the rest is empty. */
  function runAction(cwd: string, given: Readonly<Record<string, string>>): CliRun {
    const values = Object.entries(inputs).map(([name, input]) => [
      name,
      given[name] ?? input.default ?? "",
    ]);
    expect(check.env).toEqual({ INPUTS: "${{ toJSON(inputs) }}" });
    return shell(cwd, check.run, {
      INPUTS: JSON.stringify(Object.fromEntries(values)),
      GITHUB_ACTION_PATH: resolve("."),
      GITHUB_ACTIONS: "true",
      GITHUB_OUTPUT: join(cwd, "output"),
    });
  }

  it("has inputs that are flags of the command", () => {
    const flags = new Set(options.map(({ name }): string => name));
    const names = Object.keys(inputs).filter((name) => name !== "paths");
    expect(names.filter((name) => !flags.has(name))).toEqual([]);
    for (const name of ["paths", ...names]) expect(page).toContain(`\`${name}\``);
  });

  it("annotates, prints code frames, and fails as the command does", () => {
    const cwd = project();
    const run = runAction(cwd, { paths: "deploy" });
    expect(run).toMatchObject({ status: 1, stderr: "" });
    expect(run.stdout).toMatch(/^::error file=deploy\/bad\.yaml,line=5,col=3,/m);
    expect(run.stdout).toMatch(/^::warning file=deploy\/warning\.yaml,/m);
    expect(run.stdout).toMatch(/^ *--> deploy\/bad\.yaml:5:3/m);
    expect(run.stdout).not.toContain("other/");
    expect(readFileSync(join(cwd, "output"), "utf8")).toBe("exit-status=1\n");
  });

  it("writes SARIF as the page shows", () => {
    const cwd = project();
    const [, step, upload] = parse(recipe("GitHub Actions")).jobs.manifests.steps;
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
    expect(runAction(cwd, step.with).status).toBe(1);
    const sarif = JSON.parse(readFileSync(join(cwd, upload.with.sarif_file), "utf8"));
    expect(sarif.runs[0].results).toHaveLength(2);
  });

  it("passes on lists, switches and several paths", () => {
    const cwd = project();
    const given = { paths: "deploy\nother\n", format: "concise", skip: "lb-least-conn-deprecated" };
    const run = runAction(cwd, { ...given, "exit-zero": "true" });
    expect(run.status).toBe(0);
    expect(run.stdout.match(/^.*unknown-field/gm)).toHaveLength(2);
    expect(run.stdout).not.toContain("lb-least-conn-deprecated");
    const strict = { ...given, skip: "schema", "max-warnings": "0", "exit-zero": "false" };
    expect(runAction(cwd, strict).status).toBe(1);
  });

  it("takes a baseline", () => {
    const cwd = project();
    const first = shell(cwd, "istio-grpc-lint --write-baseline --baseline accepted.json deploy");
    expect(first.status, first.stderr).toBe(0);
    expect(existsSync(join(cwd, "accepted.json"))).toBe(true);
    expect(runAction(cwd, { paths: "deploy", baseline: "accepted.json" }).status).toBe(0);
    expect(runAction(cwd, { paths: ".", baseline: "accepted.json" }).status).toBe(1);
  });

  it("says 2 where the work could not be done", () => {
    const cwd = project();
    const run = runAction(cwd, { paths: "missing" });
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining("`missing`") });
    expect(readFileSync(join(cwd, "output"), "utf8")).toBe("exit-status=2\n");
  });

  it("builds the command from a checkout", () => {
    const cwd = temporaryFolder({ "k8s/good.yaml": clean });
    const checkout = join(cwd, "action");
    mkdirSync(checkout);
    for (const path of ["src", "rules", "schemas", "scripts", "package.json", "tsconfig.json"]) {
      cpSync(path, join(checkout, path), { recursive: true });
    }
    symlinkSync(resolve("node_modules"), join(checkout, "node_modules"));
    const world = { GITHUB_ACTION_PATH: checkout, INPUTS: '{ "paths": "k8s" }' };
    const run = shell(cwd, check.run, world);
    const stdout = expect.stringMatching(/^No problems in 1 /);
    expect(run).toMatchObject({ status: 0, stdout, stderr: "Building istio-grpc-lint, once.\n" });
    expect(shell(cwd, check.run, world)).toMatchObject({ status: 0, stdout, stderr: "" });
  });
});

describe("the GitLab job", () => {
  it("writes the reports that it hands over", () => {
    const cwd = project();
    const { script, artifacts } = parse(recipe("GitLab CI"))["istio-grpc-lint"];
    const run = shell(cwd, script.join("\n"));
    expect(run).toMatchObject({ status: 1, stderr: "" });
    const quality = JSON.parse(readFileSync(join(cwd, artifacts.reports.codequality), "utf8"));
    expect(quality).toMatchObject([{ check_name: "unknown-field" }, { severity: "major" }]);
    expect(readFileSync(join(cwd, artifacts.reports.junit), "utf8")).toContain("<testsuites");
  });
});

describe("the reviewdog recipe", () => {
  it("hands over what reviewdog reads", () => {
    const cwd = project();
    const reader = join(installCommand(join(cwd, ".tools")), "reviewdog");
    writeFileSync(reader, '#!/bin/sh\necho "$@" >args\ncat >found.json\n', { mode: 0o755 });
    expect(shell(cwd, recipe("reviewdog")).status).toBe(1);
    expect(readFileSync(join(cwd, "args"), "utf8")).toContain("-f=rdjson");
    const { source, diagnostics } = JSON.parse(readFileSync(join(cwd, "found.json"), "utf8"));
    expect(source.name).toBe("istio-grpc-lint");
    expect(diagnostics).toHaveLength(2);
  });
});

describe("the pre-commit recipe", () => {
  it("names a hook that there is", () => {
    const [{ hooks }] = parse(recipe("pre-commit")).repos;
    const known = parse(readFileSync(".pre-commit-hooks.yaml", "utf8"));
    const ids = known.map(({ id }: { readonly id: string }) => id);
    expect(ids).toContain(hooks[0].id);
  });
});
