import { chmodSync, lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clean, withError, withWarning } from "../support/manifests.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const mended = withWarning.replace("LEAST_CONN", "LEAST_REQUEST");
const unsafeOnly = withWarning.replace(
  "loadBalancer: { simple: LEAST_CONN }",
  "outlierDetection: { consecutiveErrors: 5 }",
);

function runIn(folder: string, args: string, input?: string): CliRun {
  return runCli(args.split(" "), { cwd: folder, ...(input === undefined ? {} : { input }) });
}

const textIn = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

describe("--fix", () => {
  it("writes the safe fixes, says how many, and reports what remains", () => {
    const folder = temporaryFolder({ "a.yaml": withWarning, "b/c.yaml": withWarning });
    const { status, stdout, stderr } = runIn(folder, "--fix");
    expect(stderr).toBe("Fixed 2 findings in 2 files.\n");
    expect(stdout).toMatch(/^No problems in 2 manifests/);
    expect(status).toBe(0);
    expect(textIn(folder, "a.yaml")).toBe(mended);
    expect(textIn(folder, "b/c.yaml")).toBe(mended);
  });

  it("changes nothing the second time", () => {
    const folder = temporaryFolder({ "a.yaml": withWarning });
    runIn(folder, "--fix");
    const { mtimeMs, ino } = lstatSync(join(folder, "a.yaml"));
    expect(runIn(folder, "--fix").stderr).toBe("Fixed 0 findings in 0 files.\n");
    expect(lstatSync(join(folder, "a.yaml"))).toMatchObject({ mtimeMs, ino });
    expect(readdirSync(folder)).toEqual(["a.yaml"]);
  });

  it("fails for what remains", () => {
    const folder = temporaryFolder({
      "a.yaml": `${withWarning}---\n${clean.replace("ports:", "zorgs:")}`,
    });
    const { status, stdout } = runIn(folder, "--fix");
    expect(status).toBe(1);
    expect(stdout).toContain("error[unknown-field]");
    expect(stdout).not.toContain("lb-least-conn-deprecated");
    expect(textIn(folder, "a.yaml")).toContain("LEAST_REQUEST");
  });

  it("leaves unsafe fixes until they are asked for", () => {
    const folder = temporaryFolder({ "a.yaml": unsafeOnly });
    const { stderr } = runIn(folder, "--fix");
    expect(stderr).toBe("Fixed 0 findings in 0 files; 1 more with --unsafe-fixes.\n");
    expect(textIn(folder, "a.yaml")).toBe(unsafeOnly);
    expect(runIn(folder, "--fix --unsafe-fixes").stderr).toBe("Fixed 1 finding in 1 file.\n");
    expect(textIn(folder, "a.yaml")).toContain("consecutive5xxErrors: 5");
  });

  it("fixes what the named rules find, and nothing else", () => {
    const folder = temporaryFolder({ "a.yaml": withWarning });
    runIn(folder, "--fix --only ports");
    expect(textIn(folder, "a.yaml")).toBe(withWarning);
    runIn(folder, "--fix --only lb-least-conn-deprecated");
    expect(textIn(folder, "a.yaml")).toBe(mended);
  });

  it("never follows a link out of the paths that are given", () => {
    const folder = temporaryFolder({ "outside/a.yaml": withWarning, "inside/b.yaml": clean });
    symlinkSync("../outside/a.yaml", join(folder, "inside/link.yaml"));
    const { stderr } = runIn(folder, "inside --fix");
    expect(stderr).toBe(
      "Fixed 0 findings in 0 files; 1 fix refused:\n" +
        "  inside/link.yaml:7:29 lb-least-conn-deprecated: its symbolic link points outside the given paths\n",
    );
    expect(textIn(folder, "outside/a.yaml")).toBe(withWarning);
    expect(runIn(folder, "inside outside --fix").stderr).toBe("Fixed 1 finding in 1 file.\n");
  });

  it("leaves files alone that are not UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(withWarning, "utf16le")]);
    const folder = temporaryFolder({ "a.yaml": bytes });
    expect(runIn(folder, "--fix").stderr).toContain("its bytes are not valid UTF-8");
    expect(readFileSync(join(folder, "a.yaml")).equals(bytes)).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0)("leaves files alone that may not be written", () => {
    const folder = temporaryFolder({ "a.yaml": withWarning });
    chmodSync(folder, 0o755);
    const { status, stderr } = runCli(["--fix"], { cwd: folder, uid: 65_534 });
    expect(status).toBe(0);
    expect(stderr).toContain("lb-least-conn-deprecated: permission denied");
  });

  it("prints standard input fixed, and the report elsewhere", () => {
    const folder = temporaryFolder({});
    const { status, stdout, stderr } = runIn(folder, "- --fix", withWarning);
    expect({ status, stdout }).toEqual({ status: 0, stdout: mended });
    expect(stderr).toMatch(/^Fixed 1 finding in 1 file\.\nNo problems in 1 manifest/);
    expect(runIn(folder, "- --fix", clean).stdout).toBe(clean);
  });

  it("keeps machine formats clean", () => {
    const folder = temporaryFolder({ "a.yaml": unsafeOnly });
    const { diagnostics } = JSON.parse(runIn(folder, "--fix -f json").stdout);
    expect(diagnostics).toHaveLength(1);
  });
});

describe("--diff", () => {
  it("prints what --fix would write, as git apply reads it, and writes nothing", () => {
    const folder = temporaryFolder({ "a.yaml": withWarning, "b c.yaml": withWarning });
    const { status, stdout, stderr } = runIn(folder, "--diff");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "Would fix 2 findings in 2 files.\n" });
    expect(textIn(folder, "a.yaml")).toBe(withWarning);
    const applied = spawnSync("git", ["apply", "-"], { cwd: folder, input: stdout });
    expect(applied.stderr.toString()).toBe("");
    expect([textIn(folder, "a.yaml"), textIn(folder, "b c.yaml")]).toEqual([mended, mended]);
  });

  it("passes where nothing would change, whatever is found", () => {
    const folder = temporaryFolder({ "a.yaml": withError.replace("portz", "zorgs") });
    expect(runIn(folder, "--diff")).toMatchObject({ status: 0, stdout: "" });
  });

  it("wins over --fix, and --exit-zero over it", () => {
    const folder = temporaryFolder({ "a.yaml": withWarning });
    expect(runIn(folder, "--fix --diff --exit-zero").status).toBe(0);
    expect(textIn(folder, "a.yaml")).toBe(withWarning);
  });

  it("shows standard input under its name", () => {
    const args = "- --stdin-filename k8s/a.yaml --diff";
    expect(runIn(temporaryFolder({}), args, withWarning).stdout).toMatch(/^--- a\/k8s\/a\.yaml$/m);
  });
});

describe("--unsafe-fixes", () => {
  it("alone is a mistake", () => {
    const { status, stderr } = runIn(temporaryFolder({ "a.yaml": clean }), "--unsafe-fixes");
    expect({ status, stderr }).toMatchObject({ status: 2 });
    expect(stderr).toContain("add `--fix` or `--diff`");
  });
});

describe("the report", () => {
  it("names the flags that would help", () => {
    const folder = temporaryFolder({ "a.yaml": withWarning, "b.yaml": unsafeOnly });
    const { stdout } = runIn(folder, ".");
    expect(stdout).toContain("2 warnings (1 fixable with --fix, 1 more with --unsafe-fixes).");
    expect(stdout).toContain("(safe, applied by --fix)");
  });
});
