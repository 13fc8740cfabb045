import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderers } from "../../src/report/index.ts";
import { commandsIn } from "../support/ci-commands.ts";
import { clean, withWarning } from "../support/manifests.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const commands = [
  "##[stop-commands]x",
  "##vso[task.setvariable variable=PATH]/tmp",
  "##teamcity[buildStatus text='ok']",
];

/** A Service with a finding on each line that holds a command. */
const hostile = `apiVersion: v1
kind: Service # ${commands.join(" ")}
metadata:
  name: "::stop-commands::x"
  namespace: "${commands.join("")}"
  labels:
    "::error file=app.js,line=1::forged": "${commands[0]}"
spec:
  portz: [] # ${commands.join(" ")}
  ports: [{ name: "${commands.join("")}", port: 1 }]
---
apiVersion: "${commands[0]}/v1"
kind: "${commands[1]}"
metadata: { name: x }
`;

const named = "::stop-commands::x/a ##[add-mask]e.yaml";

function project(): string {
  return temporaryFolder({
    [named]: `${hostile}---\n${withWarning}`,
    "k8s/b.yaml": hostile,
    "k8s/c.yaml": "# Source: ::error::x\r##[error]y\nkind: {",
  });
}

/** What a log of the run commands; a job shows both streams. */
function commandsOf({ stdout, stderr }: CliRun): readonly string[] {
  return [...commandsIn(stdout), ...commandsIn(stderr)];
}

const actions = { GITHUB_ACTIONS: "true" };

describe("a log of CI takes no command from a manifest", () => {
  it.each(Object.keys(renderers))("in %s", (format) => {
    const run = runCli(["-f", format], { cwd: project() });
    expect(run.stdout).toMatch(/unknown-field/);
    const own = format === "github" ? ["error", "notice", "warning"] : [];
    expect(commandsOf(run).filter((name) => !own.includes(name))).toEqual([]);
  });

  it.each([
    ["by default in Actions", []],
    ["of colours", ["--color", "always", "-f", "pretty"]],
    ["of a narrow terminal", ["-f", "pretty", "--hyperlinks", "always"]],
    ["of the files", ["--show-files"]],
    ["of a file that is not there", ["##[stop-commands]x"]],
    ["of an option that is not there", ["--::stop-commands::x"]],
    ["of files that are named and ignored", [named, "--ignore-pattern", "*"]],
    ["of a rule that is not there", ["--only", "##[stop-commands]x"]],
  ])("in a report %s", (_, args) => {
    const run = runCli(args, { cwd: project(), environment: actions });
    const found = commandsOf(run);
    expect(found.filter((name) => !/^(?:error|notice|warning)$/.test(name))).toEqual([]);
  });

  it("in fixes that are refused, and in what --fix leaves", () => {
    const cwd = project();
    writeFileSync(join(cwd, named), Buffer.from(withWarning, "utf16le"));
    expect(commandsOf(runCli(["--fix", "-f", "concise"], { cwd }))).toEqual([]);
  });

  it("in the settings", () => {
    const configuration = `rules:\n  mtls: { severity: "off", reason: "##[stop-commands]x" }\n`;
    const cwd = temporaryFolder({ "a.yaml": clean, ".istio-grpc-lint.yaml": configuration });
    const run = runCli(["--print-config", "a.yaml"], { cwd });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(commandsOf(run)).toEqual([]);
  });

  it("in a configuration that cannot be used", () => {
    const configuration = `ignore: ["a"]\n"##[stop-commands]x": 1 # ${commands.join(" ")}\n`;
    const cwd = temporaryFolder({ "a.yaml": clean, ".istio-grpc-lint.yaml": configuration });
    for (const format of ["pretty", "concise"]) {
      const run = runCli(["-f", format], { cwd });
      expect(run.status).toBe(2);
      expect(commandsOf(run)).toEqual([]);
    }
  });

  it("in stale entries of a baseline, which stay on one line", () => {
    const rule = "x\n::stop-commands::t\n::error file=app.js,line=1::forged \u001B[31m";
    const entries = [{ rule, path: "gone.yaml", resource: "", yamlPath: "", count: 1 }];
    const baseline = JSON.stringify({ schemaVersion: 1, entries });
    const cwd = temporaryFolder({ "a.yaml": clean, "b.json": baseline });
    for (const format of ["pretty", "concise", "github", "junit"]) {
      const run = runCli(["-f", format, "--baseline", "b.json"], { cwd });
      expect(commandsOf(run)).toEqual([]);
      expect(run.stdout).toContain("forged");
      expect(run.stdout).not.toContain("\u001B");
    }
  });
});

/** The line above the fix, and the one below, are commands. */
const inText = `${withWarning.replace(/metadata:.*\n/, "").replace("  trafficPolicy:", "  # ##[add-mask]x\n  trafficPolicy:")}metadata:
  annotations: { text: "
    ::error file=app.js::forged ##vso[task.prependpath]/tmp" }
  name: ratings
  namespace: prod
`;

describe("a patch", () => {
  const args = ["--diff", "a.yaml"];
  it("is the same for programs, and a log of GitHub takes no command from it", () => {
    const cwd = temporaryFolder({ "a.yaml": inText });
    const plain = runCli(args, { cwd });
    expect(commandsIn(plain.stdout)).not.toEqual([]);
    const guarded = runCli(args, { cwd, environment: actions });
    const taken = commandsIn(guarded.stdout).filter((name) => !name.startsWith("##"));
    expect(taken).toEqual(["stop-commands"]);
    for (const { stdout } of [plain, guarded]) {
      writeFileSync(join(cwd, "a.yaml"), inText);
      const { status } = spawnSync("git", ["apply", "-"], { cwd, input: stdout });
      expect(status).toBe(0);
      expect(readFileSync(join(cwd, "a.yaml"), "utf8")).toContain("LEAST_REQUEST");
    }
  });

  it("commands nothing in a log of Azure", () => {
    const cwd = temporaryFolder({ "a.yaml": inText });
    expect(commandsOf(runCli(args, { cwd, environment: { TF_BUILD: "True" } }))).toEqual([]);
  });
});

describe("--show-files", () => {
  it("quotes names that a line cannot show, as git does", () => {
    const cwd = temporaryFolder({
      "a b.yaml": clean,
      "gr\u00FCn.yaml": clean,
      "x\n::error::y\u001B[31m.yaml": clean,
      "::z.yaml": clean,
      'q"\\.yaml': clean,
    });
    expect(runCli(["--show-files"], { cwd }).stdout.split("\n")).toEqual([
      '"::z.yaml"',
      "a b.yaml",
      "gr\u00FCn.yaml",
      String.raw`"q\"\\.yaml"`,
      String.raw`"x\012::error::y\033[31m.yaml"`,
      "",
    ]);
  });
});
