import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clean, withError } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function project(): string {
  return temporaryFolder({ "k8s/clean.yaml": clean, "k8s/error.yaml": withError });
}

const concise = /^k8s\/error\.yaml:5:3: error\[unknown-field\]/m;

describe("a report", () => {
  it("goes to a file with -o, and standard output stays empty", () => {
    const cwd = project();
    const run = runCli(["-f", "concise", "-o", "out.txt"], { cwd });
    expect(run).toMatchObject({ status: 1, stdout: "", stderr: "" });
    expect(readFileSync(join(cwd, "out.txt"), "utf8")).toMatch(concise);
  });

  it("comes in several formats in one run", () => {
    const cwd = project();
    const files = ["-f", "json=out.json", "--format=github=out.txt", "-f", "sarif:out.sarif"];
    const run = runCli(["-f", "concise", ...files], { cwd });
    expect(run.stdout).toMatch(concise);
    const json = readFileSync(join(cwd, "out.json"), "utf8");
    expect(JSON.parse(json)).toMatchObject({ summary: { errors: 1, files: 2 } });
    const sarif = readFileSync(join(cwd, "out.sarif"), "utf8");
    expect(JSON.parse(sarif)).toMatchObject({ version: "2.1.0" });
    expect(readFileSync(join(cwd, "out.txt"), "utf8")).toMatch(/^::error file=k8s\/error\.yaml/);
  });

  it.each([
    ["-f json -f github -o out", "`out`"],
    ["-f json=out -f sarif:./out", "`out`"],
    ["-f json -f sarif", "standard output"],
  ])("is never two formats in one place: %s", (args, place) => {
    const run = runCli(args.split(" "), { cwd: project() });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain(`two formats would be written to ${place}`);
  });

  it("may be several kinds of lines", () => {
    const run = runCli(["-f", "concise", "-f", "github"], { cwd: project() });
    expect(run.stdout).toMatch(concise);
    expect(run.stdout).toMatch(/^::error file=k8s\/error\.yaml/m);
  });

  it("needs the name of a file where one is announced", () => {
    const run = runCli(["-f", "sarif:"], { cwd: project() });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("`--format sarif:` names no file");
  });

  it("is valid JSON even without findings", () => {
    const run = runCli(["-f", "json", "k8s/clean.yaml"], { cwd: project() });
    expect(JSON.parse(run.stdout)).toMatchObject({ diagnostics: [], summary: { manifests: 1 } });
  });

  it("has annotations too in GitHub Actions, unless a format is asked for", () => {
    const world = { cwd: project(), environment: { GITHUB_ACTIONS: "true" } };
    const automatic = runCli([], world).stdout;
    expect(automatic).toMatch(/^error\[unknown-field\]/m);
    expect(automatic).toMatch(/^::error file=k8s\/error\.yaml/m);
    expect(runCli(["-f", "concise"], world).stdout).not.toContain("::error");
  });

  it("calls standard input by the name it is given", () => {
    const args = ["-", "-f", "concise"];
    const world = { input: withError };
    expect(runCli(args, world).stdout).toMatch(/^<stdin>:5:3: /);
    const named = runCli([...args, "--stdin-filename", "deploy/a.yaml"], world);
    expect(named.stdout).toMatch(/^deploy\/a\.yaml:5:3: /);
  });

  it("is the same however the paths are given", () => {
    const cwd = project();
    const reportOf = (...args: readonly string[]): string =>
      runCli([...args, "-f", "json"], { cwd }).stdout;
    const expected = reportOf();
    expect(expected).toContain('"path": "k8s/error.yaml"');
    expect(reportOf("check", ".")).toBe(expected);
    expect(reportOf("./k8s/")).toBe(expected);
    expect(reportOf("k8s/error.yaml", "k8s/clean.yaml")).toBe(expected);
    expect(reportOf(join(cwd, "k8s"))).toBe(expected);
    expect(reportOf("**/*.yaml")).toBe(expected);
  });
});

describe("other commands", () => {
  it("show the files that would be checked", () => {
    const run = runCli(["--show-files", "-", "k8s"], { cwd: project() });
    expect(run).toMatchObject({ status: 0, stdout: "k8s/clean.yaml\nk8s/error.yaml\n<stdin>\n" });
  });

  it("list the rules", () => {
    const table = runCli(["rules"]);
    expect(table.stdout).toMatch(
      /^yaml-syntax +error +syntax +a document that kubectl cannot read$/m,
    );
    const json: unknown = JSON.parse(runCli(["rules", "-f", "json"]).stdout);
    expect(json).toHaveLength(table.stdout.trimEnd().split("\n").length);
    expect(json).toContainEqual(
      expect.objectContaining({ id: "yaml-syntax", severity: "error", topic: "syntax" }),
    );
  });

  it("explain a rule with its page", () => {
    const page = readFileSync("rules/syntax/yaml-syntax.md", "utf8");
    expect(runCli(["explain", "yaml-syntax"])).toEqual({ status: 0, stdout: page, stderr: "" });
  });

  it("tell the version", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const flag of ["--version", "-V", "-v"]) {
      expect(runCli([flag])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    }
  });
});

it("leaves the tool's own files out of what is not checked", () => {
  const cwd = temporaryFolder({
    "a.yaml": clean,
    "baseline.json": '{ "schemaVersion": 1, "entries": [] }\n',
    "a.mesh-test.yaml":
      "tests: [{ call: { from: a, to: b, method: c.D/E }, expect: { sees: OK } }]\n",
    "values.yaml": "replicas: 1\n",
  });
  const { stdout } = runCli(["."], { cwd });
  expect(stdout).toContain(
    "Not checked: 1 document without a Kubernetes manifest (`values.yaml:1`).",
  );
});
