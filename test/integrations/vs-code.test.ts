import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { clean, withError, withWarning } from "../support/manifests.ts";
import { cliEntry, plainEnvironment, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Problem {
  readonly file: string | undefined;
  readonly line: string | undefined;
  readonly column: string | undefined;
  readonly severity: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

describe("Visual Studio Code", () => {
  const text = readFileSync(".vscode/tasks.json", "utf8").replaceAll(/^\s*\/\/.*$/gm, "");
  const [once, watch] = JSON.parse(text).tasks;
  const { pattern, background } = watch.problemMatcher;

  /** What a line is to the matcher. */
  function problemIn(line: string): Problem | undefined {
    const match = new RegExp(pattern.regexp).exec(line);
    if (match === null) return undefined;
    const part = (name: string): string | undefined => match[pattern[name]];
    const [file, line_, column] = [part("file"), part("line"), part("column")];
    const [severity, code, message] = [part("severity"), part("code"), part("message")];
    return { file, line: line_, column, severity, code, message };
  }

  it("has a task that matches what the command prints, and nothing else", () => {
    const cwd = temporaryFolder({ "a b/bad.yaml": withError, "warning.yaml": withWarning });
    const lines = runCli(once.command.split(" ").slice(2), { cwd }).stdout.trimEnd().split("\n");
    const found = lines.flatMap((line) => problemIn(line) ?? []);
    expect(found).toMatchObject([
      { file: "a b/bad.yaml", line: "5", column: "3", severity: "error", code: "unknown-field" },
      { file: "warning.yaml", line: "7", severity: "warning", code: "lb-least-conn-deprecated" },
    ]);
    expect(found.filter(({ message }) => message?.includes("[*]"))).toEqual([]);
    expect(lines[1]).toMatch(/ \[\*\]$/);
    expect(lines.length).toBeGreaterThan(found.length);
    expect(once.problemMatcher.pattern).toEqual(pattern);
  });

  it("shows why a run stopped", () => {
    const cwd = temporaryFolder({ "a.yaml": clean, ".istio-grpc-lint.yaml": "nonsense: 1\n" });
    const args = once.command.split(" ").slice(2);
    const problems = (): readonly Problem[] =>
      runCli(args, { cwd })
        .stdout.split("\n")
        .flatMap((line) => problemIn(line) ?? []);
    expect(problems()).toMatchObject([
      { file: ".istio-grpc-lint.yaml", line: "1", severity: "error", code: "not-checked" },
    ]);
    writeFileSync(join(cwd, ".istio-grpc-lint.yaml"), "istioVersion: 1");
    writeFileSync(join(cwd, ".istio-grpc-lint.yml"), "");
    expect(problems()).toMatchObject([{ file: ".", line: "1", code: "not-checked" }]);
  });

  it("has a task that shows what is found after each change, and forgets what was found before", async () => {
    const cwd = temporaryFolder({ "k8s/a.yaml": withError });
    const command = watch.command.split(" ").slice(2);
    const child = spawn(
      "bash",
      ["-c", 'exec "$@" 2>&1', "-", process.execPath, cliEntry, ...command],
      {
        cwd,
        env: plainEnvironment(),
      },
    );
    onTestFinished(() => {
      child.kill();
    });
    const [begins, ends] = [
      new RegExp(background.beginsPattern),
      new RegExp(background.endsPattern),
    ];
    const runs: (readonly Problem[])[] = [];
    let problems: readonly Problem[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (begins.test(line)) problems = [];
      const problem = problemIn(line);
      if (problem) problems = [...problems, problem];
      if (!ends.test(line)) continue;
      runs.push(problems);
      if (runs.length === 2) break;
      writeFileSync(join(cwd, "k8s/a.yaml"), `# new\n${withError}`);
    }
    expect(runs).toMatchObject([[{ line: "5" }], [{ line: "6" }]]);
  });
});
