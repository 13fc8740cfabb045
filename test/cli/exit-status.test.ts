import { chmodSync, cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { exitStatus } from "../../src/cli/exit-status.ts";
import type { Report } from "../../src/report/report.ts";
import { lintText } from "../support/lint-text.ts";
import * as manifests from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { clean, withError, withWarning, notYaml, notKubernetes } = manifests;
const files = {
  "clean.yaml": clean,
  "error.yaml": withError,
  "warning.yaml": withWarning,
  "broken.yaml": notYaml,
  "ci.yaml": notKubernetes,
  "good/service.yaml": clean,
  "none/readme.md": "",
  "foreign/ci.yaml": notKubernetes,
  "template/service.yaml": "{{- if .Values.on }}\nkind: Service\n{{- end }}\n",
  "other/thing.yaml": "apiVersion: acme.example/v1\nkind: Thing\nmetadata: { name: a }\n",
};

interface Row {
  readonly case: string;
  readonly args: string;
  readonly status: 0 | 1 | 2;
  readonly stdout?: RegExp;
  readonly stderr?: RegExp;
  readonly input?: string;
}

const allow = "--no-error-on-unmatched-pattern";

const table: readonly Row[] = [
  { case: "no finding", args: "clean.yaml", status: 0, stdout: /No problems in 1 manifest/ },
  { case: "no finding, in a folder", args: "good", status: 0 },
  { case: "a finding below the threshold", args: "warning.yaml", status: 0, stdout: /1 warning/ },
  { case: "a finding at the threshold", args: "error.yaml", status: 1, stdout: /unknown-field/ },
  { case: "a lower threshold", args: "warning.yaml --failure-threshold warning", status: 1 },
  { case: "a threshold above", args: "warning.yaml --failure-threshold=error", status: 0 },
  { case: "enough warnings allowed", args: "warning.yaml --max-warnings 1", status: 0 },
  {
    case: "too many warnings",
    args: "warning.yaml --max-warnings 0",
    status: 1,
    stderr: /^Failed: 1 warning, more than `--max-warnings 0` allows\.$/m,
  },
  { case: "what is shown does not count", args: "error.yaml --only schema --quiet", status: 1 },
  {
    case: "hidden findings fail as well",
    args: "warning.yaml --failure-threshold warning --quiet",
    status: 1,
    stdout: /Hidden: 1 warning/,
  },
  { case: "not valid YAML", args: "broken.yaml", status: 1, stdout: /error\[yaml-syntax\]/ },
  { case: "not valid YAML on standard input", args: "-", input: notYaml, status: 1 },
  { case: "the format changes nothing", args: "error.yaml -f json", status: 1 },
  { case: "--exit-zero", args: "error.yaml --exit-zero", status: 0, stdout: /--exit-zero/ },
  {
    case: "--exit-zero, too many warnings",
    args: "warning.yaml --max-warnings 0 --exit-zero",
    status: 0,
  },
  { case: "--exit-zero and a bad flag", args: "error.yaml --exit-zero --wat", status: 2 },
  { case: "--exit-zero and a missing path", args: "gone.yaml --exit-zero", status: 2 },
  { case: "an unknown flag", args: "--fromat json", status: 2, stderr: /`--format`/ },
  {
    case: "a flag of another linter",
    args: "--fail-severity x",
    status: 2,
    stderr: /this tool calls it `--failure-threshold`/,
  },
  {
    case: "a value that does not exist",
    args: "-f xml",
    status: 2,
    stderr: /choose `pretty`, `concise`/,
  },
  {
    case: "a flag without its value",
    args: "clean.yaml --only",
    status: 2,
    stderr: /needs a value/,
  },
  {
    case: "an unknown rule",
    args: "--skip yaml-sintax,nope",
    status: 2,
    stderr: /`yaml-sintax`, `nope`[\s\S]*similar name exists: `yaml-syntax`/,
  },
  { case: "no rule left", args: "--only syntax --skip syntax", status: 2, stderr: /no rule/ },
  {
    case: "an unknown release",
    args: "--istio-version 0.8",
    status: 2,
    stderr: /from `1\.\d+` to `1\.\d+`/,
  },
  { case: "a bad count", args: "--max-warnings few", status: 2, stderr: /whole number/ },
  {
    case: "a failed write",
    args: "clean.yaml -o none/readme.md/x",
    status: 2,
    stderr: /cannot write `none\/readme\.md\/x`/,
  },
  {
    case: "no such rule to explain",
    args: "explain yaml-sintax",
    status: 2,
    stderr: /`yaml-syntax`/,
  },
  { case: "nothing to explain", args: "explain", status: 2, stderr: /one rule/ },
  { case: "too much for rules", args: "rules yaml-syntax", status: 2, stderr: /explain/ },
  {
    case: "a path that does not exist",
    args: "gone.yaml",
    status: 2,
    stderr: /`gone\.yaml` matches no file/,
  },
  {
    case: "a glob that matches nothing",
    args: "x*.yaml",
    status: 2,
    stderr: /`x\*\.yaml` matches no file/,
  },
  {
    case: "one of several paths missing",
    args: "gone.yaml clean.yaml",
    status: 2,
    stdout: /No problems in 1 manifest/,
  },
  { case: "a missing path that may be missing", args: `gone.yaml clean.yaml ${allow}`, status: 0 },
  {
    case: "nothing but missing paths that may be",
    args: `gone.yaml ${allow}`,
    status: 0,
    stdout: /No files were checked/,
  },
  {
    case: "a named file that holds no manifest",
    args: "ci.yaml",
    status: 0,
    stdout: /No manifests to check in 1 file/,
  },
  { case: "a named file that is not valid YAML at all", args: "none/readme.md", status: 0 },
  {
    case: "a folder without any file",
    args: "none",
    status: 2,
    stderr: /`none` contains no YAML or JSON file/,
  },
  {
    case: "a folder without any manifest",
    args: "foreign",
    status: 2,
    stderr: /no Kubernetes manifest was found in 1 file/,
  },
  {
    case: "a glob without any manifest",
    args: "foreign/*",
    status: 2,
    stderr: /no Kubernetes manifest/,
  },
  {
    case: "a folder with nothing but templates",
    args: "template",
    status: 0,
    stdout: /Not checked: 1 template\./,
  },
  {
    case: "templates and a manifest",
    args: "template good",
    status: 0,
    stdout: /Not checked: 1 template\./,
  },
  {
    case: "a folder of kinds that nobody knows",
    args: "other",
    status: 0,
    stdout: /acme\.example\/v1\/Thing/,
  },
  { case: "such a folder that may be so", args: `foreign ${allow}`, status: 0 },
  { case: "an empty folder that may be so", args: `none ${allow}`, status: 0 },
  { case: "an empty pipe", args: "-", input: "", status: 2, stderr: /no Kubernetes manifest/ },
  {
    case: "a pipe that an editor names",
    args: "- --stdin-filename a.yaml",
    input: "a: 1\n",
    status: 0,
  },
  { case: "a pipe with a manifest", args: "-", input: clean, status: 0 },
];

describe("the exit status of", () => {
  for (const row of table) {
    it(`${row.case}: ${row.args} → ${row.status}`, () => {
      const cwd = temporaryFolder(files);
      const run = runCli(row.args.split(" "), { cwd, input: row.input ?? "" });
      expect(run).toMatchObject({ status: row.status });
      expect(run.stdout).toMatch(row.stdout ?? /^/);
      expect(run.stderr).toMatch(row.stderr ?? /^/);
      // A run that could not do its work says what to do; no run shows a stack.
      if (row.status === 2) expect(run.stderr).toMatch(/^error: .*\n( {2}= help: .*\n)+/m);
      expect(run.stdout + run.stderr).not.toMatch(/^ +at /m);
    });
  }

  it("the default folder without any manifest: 2", () => {
    const run = runCli([], { cwd: temporaryFolder({ "a.yaml": notKubernetes }) });
    expect(run).toMatchObject({ status: 2 });
    expect(runCli([], { cwd: temporaryFolder({ "a.yaml": clean }) })).toMatchObject({ status: 0 });
  });

  it("a rule that stopped: 2, whatever else was found", () => {
    const stopped: Report = {
      ...lintText(clean),
      failures: [{ ruleId: "some-rule", error: new TypeError("oops") }],
    };
    const policy = {
      failureThreshold: "error",
      maxWarnings: 0,
      strictBaseline: false,
      exitZero: true,
    } as const;
    expect(exitStatus(stopped, policy)).toBe(2);
  });
});

describe("what cannot be read", () => {
  const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};

  it("ends with 2, and the rest is checked", () => {
    const cwd = temporaryFolder({ "a.yaml": clean, "b.yaml": withWarning, "closed/c.yaml": clean });
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, "b.yaml"), 0);
    chmodSync(join(cwd, "closed"), 0);
    const run = runCli(["."], { cwd, ...uid });
    const glob = runCli(["**/*.yaml"], { cwd, ...uid });
    chmodSync(join(cwd, "closed"), 0o755);
    expect(glob).toMatchObject({ status: 2, stdout: "" });
    expect(glob.stderr).toContain("error: cannot read `closed`: permission denied\n");
    expect(run).toMatchObject({ status: 2, stdout: expect.stringContaining("in 1 manifest") });
    expect(run.stderr).toContain("error: cannot read `b.yaml`: permission denied\n");
    expect(run.stderr).toContain("error: cannot read `closed`: permission denied\n");
  });
});

/** An installation that lacks the parser for exotic YAML. */
function damaged(): string {
  const folder = temporaryFolder();
  const lost = resolve("dist/packages/yaml.cjs");
  cpSync("dist", join(folder, "dist"), {
    recursive: true,
    filter: (path) => resolve(path) !== lost,
  });
  return folder;
}

describe("a fault of ours", () => {
  it("is one line with 2, and a stack only with --debug", () => {
    const cwd = damaged();
    const world = { cwd, entry: join(cwd, "dist/cli.cjs"), input: notYaml };
    const quiet = runCli(["-"], world);
    expect(quiet).toMatchObject({ status: 2, stdout: "" });
    expect(quiet.stderr).toMatch(/^error: internal error: .*\n {2}= help: .*\/issues.*\n$/);
    expect(runCli(["-", "--debug"], world).stderr).toMatch(/^ +at /m);
  });
});
