import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/option.ts";
import { options } from "../../src/cli/options.ts";
import { clean, withError } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const name = ".istio-grpc-lint.yaml";

describe("init", () => {
  it("writes a configuration that changes nothing", () => {
    const cwd = temporaryFolder({ "a.yaml": withError });
    const before = runCli(["--print-config"], { cwd }).stdout;
    expect(runCli(["init"], { cwd })).toEqual({
      status: 0,
      stdout: "",
      stderr: `Wrote \`${name}\`.\n`,
    });
    const after = runCli(["--print-config"], { cwd }).stdout;
    expect(after.split("\n").slice(1)).toEqual(before.split("\n").slice(1));
  });

  it("begins with the modeline that leads editors to the schema", () => {
    const cwd = temporaryFolder();
    runCli(["init"], { cwd });
    const [first] = readFileSync(join(cwd, name), "utf8").split("\n");
    expect(first).toMatch(
      /^# yaml-language-server: \$schema=https:\/\/.*\/schemas\/config\.schema\.json$/,
    );
  });

  it("shows every key, in examples that can be used as they are", () => {
    const cwd = temporaryFolder({ "a.yaml": clean });
    runCli(["init"], { cwd });
    const text = readFileSync(join(cwd, name), "utf8");
    const schema = JSON.parse(readFileSync("schemas/config.schema.json", "utf8"));
    for (const key of Object.keys(schema.properties)) {
      expect(text).toMatch(new RegExp(`^(# )?${key}:`, "m"));
    }
    const used = text.replaceAll(/^# (?=(?:\w+:| {2,}))/gm, "");
    // These name files that are not there.
    writeFileSync(join(cwd, name), used.replaceAll(/^(?:baseline|extends):.*$/gm, ""));
    const run = runCli(["--print-config"], { cwd });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toContain("retired soon");
  });

  it("never overwrites, and takes no operands", () => {
    for (const existing of [name, ".istio-grpc-lint.yml"]) {
      const cwd = temporaryFolder({ [existing]: "mine" });
      const run = runCli(["init"], { cwd });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toMatch(/^error: `\.istio-grpc-lint\.ya?ml` already exists\n {2}= help: /);
      expect(readFileSync(join(cwd, existing), "utf8")).toBe("mine");
    }
    expect(runCli(["init", "x"], { cwd: temporaryFolder() })).toMatchObject({ status: 2 });
  });
});

describe("completion", () => {
  const scripts = ["bash", "zsh", "fish"].map(
    (shell) => [shell, runCli(["completion", shell]).stdout] as const,
  );

  for (const [shell, script] of scripts) {
    it(`of ${shell} knows every command, option and choice`, () => {
      for (const word of [...commands, ...options.map((option) => option.name)])
        expect(script).toContain(word);
      for (const word of ["never", "warning", "strict", "unknown-field", "load-balancing"]) {
        expect(script).toContain(word);
      }
    });
  }

  it("asks for a shell that it knows", () => {
    for (const args of [["completion"], ["completion", "tcsh"], ["completion", "bash", "zsh"]]) {
      const run = runCli(args);
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toContain("= help: choose `bash`, `zsh` or `fish`\n");
    }
    const { stderr } = runCli(["completion", "tcsh"]);
    expect(stderr).toMatch(/^error: there are no completions for `tcsh`\n/);
  });
});

it("says where a command writes to that takes no file", () => {
  const { status, stderr } = runCli(["graph", "-f", "svg=mesh.svg", "fixtures/demo"]);
  expect(status).toBe(2);
  expect(stderr).toContain("use `-f svg > mesh.svg`");
});

describe("explain", () => {
  it("lists the rules of a topic", () => {
    const { status, stdout } = runCli(["explain", "ports"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^`ports` is a topic of \d+ rules:\n\n/);
    expect(stdout).toMatch(/^port-http-for-grpc +error +ports +/m);
    expect(stdout).toMatch(/^port-protocol-undeclared +info \(strict\) +/m);
  });

  it("suggests a topic as well", () => {
    const { status, stderr } = runCli(["explain", "portz"]);
    expect(status).toBe(2);
    expect(stderr).toContain("a similar name exists: `ports`");
  });
});

it("counts rules alike everywhere, with those of the preset strict apart", () => {
  const listed = runCli(["rules"]).stdout.trimEnd().split("\n");
  const strict = listed.filter((line) => line.includes("(strict)")).length;
  expect(runCli(["--env-info"]).stdout).toContain(
    `rules: ${listed.length} (${listed.length - strict} by default, ${strict} more with the preset strict)\n`,
  );
  const cwd = temporaryFolder({ "a.yaml": clean });
  expect(runCli(["a.yaml"], { cwd }).stdout).toContain(`${listed.length - strict} rules)`);
});
