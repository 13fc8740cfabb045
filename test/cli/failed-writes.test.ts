import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { withError, withWarning } from "../support/manifests.ts";
import { cliEntry, plainEnvironment, runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const fixed = withWarning.replace("LEAST_CONN", "LEAST_REQUEST");
const long = `# ${"x".repeat(2000)}\n`;

/** Runs the command where no file may grow beyond 1024 bytes, which fails as a full disk does. */
function runCramped(cwd: string, args: readonly string[]): CliRun {
  const command = 'ulimit -f 1; exec "$@"';
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-c", command, "-", process.execPath, cliEntry, ...args],
    { cwd, encoding: "utf8", env: plainEnvironment() },
  );
  return { status, stdout, stderr };
}

const textIn = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

describe("where there is no room", () => {
  it("--fix reports what is in the files, and counts what it wrote", () => {
    const cwd = temporaryFolder({ "a.yaml": withWarning, "b.yaml": long + withWarning });
    const run = runCramped(cwd, ["--fix", "-f", "concise"]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/^error: cannot write `b\.yaml`: /);
    expect(run.stderr).toContain("Fixed 1 finding in 1 file.\n");
    expect(run.stdout).toMatch(/^b\.yaml:8:29: warning\[lb-least-conn-deprecated\]/m);
    expect(run.stdout).not.toContain("a.yaml");
    expect(textIn(cwd, "a.yaml")).toBe(fixed);
    expect(textIn(cwd, "b.yaml")).toBe(long + withWarning);
    expect(readdirSync(cwd)).toEqual(["a.yaml", "b.yaml"]);
  });

  it.each([
    ["the old baseline stays", ["--baseline", "old.txt", "--write-baseline"]],
    ["the old report stays", ["-f", "json=old.txt"]],
  ])("%s", (_, args) => {
    const manifests = Array.from({ length: 20 }, (_item, index) => [
      `x${index}.yaml`,
      withError.replace("ratings", `ratings-${index}`),
    ]);
    const old = '{ "schemaVersion": 1, "entries": [] }\n';
    const files: Record<string, string> = { ...Object.fromEntries(manifests), "old.txt": old };
    const cwd = temporaryFolder(files);
    const run = runCramped(cwd, args);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/cannot write/);
    expect(textIn(cwd, "old.txt")).toBe(old);
    expect(readdirSync(cwd)).toHaveLength(21);
  });
});

describe("--fix that is interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s leaves whole files and nothing else",
    { timeout: 30_000 },
    async (signal) => {
      const names = Array.from(
        { length: 800 },
        (_, index) => `${String(index).padStart(3, "0")}.yaml`,
      );
      const cwd = temporaryFolder(
        Object.fromEntries(
          names.map((name) => [name, withWarning.replaceAll("ratings", `r${name.slice(0, 3)}`)]),
        ),
      );
      const child = spawn(process.execPath, [cliEntry, "--fix"], { cwd, env: plainEnvironment() });
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
      const isWritten = (name: string): boolean => textIn(cwd, name).includes("LEAST_REQUEST");
      while (!isWritten("000.yaml")) await wait(2);
      child.kill(signal);
      const [, endedBy]: unknown[] = await once(child, "close");
      expect(endedBy).toBe(signal);
      const count = names.filter(isWritten).length;
      expect(count).toBeLessThan(names.length);
      expect(said).toContain(`Interrupted: ${count} of 800 files written.\n`);
      expect(readdirSync(cwd)).toEqual(names);
      const isWhole = (name: string): boolean => textIn(cwd, name).endsWith("}\n");
      expect(names.filter((name) => !isWhole(name))).toEqual([]);
    },
  );

  it("clears away what a run left that was killed, and nothing that may be in use", () => {
    const left = ".istio-grpc-lint-abc123.tmp";
    const used = ".istio-grpc-lint-def456.tmp";
    const cwd = temporaryFolder({ "a.yaml": withWarning, [left]: "", [used]: "" });
    const then = new Date(Date.now() - 3_600_000);
    utimesSync(join(cwd, left), then, then);
    expect(runCli(["--fix"], { cwd }).status).toBe(0);
    expect([existsSync(join(cwd, left)), existsSync(join(cwd, used))]).toEqual([false, true]);
  });
});
