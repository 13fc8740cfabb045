import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withError } from "../support/manifests.ts";
import { cliEntry, plainEnvironment, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Runs the command in a shell, so that its output can be led anywhere. */
function inShell(line: string, cwd: string): CliRun {
  const command = `"${process.execPath}" "${cliEntry}"`;
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-c", line.replaceAll("TOOL", command)],
    {
      cwd,
      encoding: "utf8",
      env: plainEnvironment(),
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  return { status, stdout, stderr };
}

describe("an output", () => {
  const many = Array.from({ length: 3000 }, () => withError).join("---\n");

  it("that ends early, such as `head`, changes nothing", () => {
    const cwd = temporaryFolder({ "x.yaml": many });
    const run = inShell("TOOL x.yaml | head -n 1; exit ${PIPESTATUS[0]}", cwd);
    expect(run).toMatchObject({ status: 1, stderr: "" });
    expect(run.stdout).toMatch(/^error\[unknown-field\]: .*\n$/);
  });

  it("that is read slowly gets everything", () => {
    const cwd = temporaryFolder({ "x.yaml": many });
    const atOnce = inShell("TOOL x.yaml", cwd);
    const slow = "(sleep 0.3; dd bs=1000 count=5 2>/dev/null; sleep 0.3; cat)";
    expect(atOnce.stdout.length).toBeGreaterThan(1_000_000);
    expect(inShell(`TOOL x.yaml | ${slow}`, cwd).stdout).toBe(atOnce.stdout);
  });

  it("that is read later gets everything", async () => {
    const cwd = temporaryFolder({ "x.yaml": many });
    const child = spawn(process.execPath, [cliEntry, "x.yaml"], { cwd, env: plainEnvironment() });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk)).pause();
    setTimeout(() => child.stdout.resume(), 500);
    const status = await new Promise((settle) => child.on("close", settle));
    expect(status).toBe(1);
    expect(Buffer.concat(chunks).toString()).toBe(inShell("TOOL x.yaml", cwd).stdout);
  });

  it("whose reader goes away changes neither the status nor the peace", async () => {
    const cwd = temporaryFolder({ "x.yaml": many });
    const child = spawn(process.execPath, [cliEntry, "x.yaml"], { cwd, env: plainEnvironment() });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const status = await new Promise((settle) => child.on("close", settle));
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });

  it.skipIf(!existsSync("/dev/full"))("that is full ends the run with a reason", () => {
    const cwd = temporaryFolder({ "x.yaml": withError });
    for (const args of ["x.yaml", "x.yaml -f json", "--help", "rules", "explain unknown-field"]) {
      const run = inShell(`TOOL ${args} > /dev/full`, cwd);
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(/^error: cannot write to standard output: no space is left\n/);
    }
    expect(inShell("TOOL gone.yaml 2> /dev/full", cwd).status).toBe(2);
    const file = inShell("TOOL x.yaml -o /dev/full", cwd);
    expect(file).toMatchObject({ status: 2, stdout: "" });
    expect(file.stderr).toMatch(/^error: cannot write `\/dev\/full`: no space is left\n/);
  });

  it("that is closed changes nothing", () => {
    const cwd = temporaryFolder({ "x.yaml": withError });
    expect(inShell("TOOL x.yaml >&-", cwd)).toEqual({ status: 1, stdout: "", stderr: "" });
    expect(inShell("TOOL gone.yaml 2>&-", cwd)).toMatchObject({ status: 2, stderr: "" });
  });
});
