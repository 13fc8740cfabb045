import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clean, withError } from "../support/manifests.ts";
import { cliEntry, plainEnvironment, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const secret = "//registry.example/:_authToken=hunter2\n";

/** A repository whose links, as a pull request may add them, lead to the machine's own files. */
function repository(links: Readonly<Record<string, string>>): string {
  const cwd = temporaryFolder({
    "home/.npmrc": secret,
    "home/manifests/x.yaml": withError,
    "repo/k8s/service.yaml": clean,
    "repo/shared/error.yaml": withError.replace("ratings", "reviews"),
  });
  mkdirSync(join(cwd, "repo/.git"));
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(cwd, "repo", path));
  return join(cwd, "repo");
}

describe("a link that leads out of the repository", () => {
  it("is not read, and that is said", () => {
    const cwd = repository({ "npmrc.yaml": "../home/.npmrc", "k8s/x": "../../home" });
    for (const operands of [
      ["*.yaml", "k8s"],
      ["{npmrc,k8s/*}.yaml", "k8s"],
    ]) {
      const run = runCli(operands, { cwd });
      expect(run.stdout).not.toMatch(/hunter2|unknown-field/);
      expect(run.stderr).toMatch(/^Not followed: 2 links that lead outside \(/m);
      expect(run.stderr).toContain("npmrc.yaml");
    }
    expect(runCli(["k8s"], { cwd }).status).toBe(0);
    expect(runCli(["."], { cwd }).stdout).not.toMatch(/hunter2|home/);
  });

  it.each(["npmrc.yaml", "manifests", "manifests/x.yaml"])(
    "is refused where %s is named",
    (path) => {
      const cwd = repository({ "npmrc.yaml": "../home/.npmrc", manifests: "../home/manifests" });
      const run = runCli([path, "k8s"], { cwd });
      expect(run.status).toBe(2);
      expect(run.stderr).toContain(
        `error: cannot read \`${path}\`: its symbolic link points outside the repository\n`,
      );
      expect(run.stdout).not.toMatch(/hunter2|unknown-field/);
    },
  );

  it("is followed where it stays in the repository", () => {
    const cwd = repository({ "k8s/error.yaml": "../shared/error.yaml" });
    const run = runCli(["-f", "concise", "k8s"], { cwd });
    expect(run).toMatchObject({ status: 1, stderr: "" });
    expect(run.stdout).toMatch(/^k8s\/error\.yaml:5:3: error\[unknown-field\]/);
  });

  it("is followed where it is named outside any repository, as build tools lay files out", () => {
    const cwd = temporaryFolder({ "real/a.yaml": withError, "sandbox/b.yaml": clean });
    symlinkSync("../real/a.yaml", join(cwd, "sandbox/a.yaml"));
    const sandbox = join(cwd, "sandbox");
    expect(runCli(["a.yaml", "b.yaml"], { cwd: sandbox }).status).toBe(1);
    expect(runCli(["."], { cwd: sandbox })).toMatchObject({
      status: 0,
      stderr: "Not followed: 1 link that leads outside (`a.yaml`).\n",
    });
  });

  it.each([
    [".istio-grpc-lint.yaml", []],
    ["c.yaml", ["--config", "c.yaml"]],
    ["b.json", ["--baseline", "b.json"]],
    ["crd.yaml", ["--crd", "crd.yaml"]],
  ])("is no file that steers the run: %s", (path, args) => {
    const run = runCli([...args, "k8s"], { cwd: repository({ [path]: "../home/.npmrc" }) });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("its symbolic link points outside the repository");
    expect(run.stderr).not.toContain("hunter2");
  });
});

describe("a configuration", () => {
  it.each(["../home/.npmrc", "/etc/passwd", "/proc/self/environ", "link.json"])(
    "names no baseline outside the repository: %s",
    (baseline) => {
      const cwd = repository({ "link.json": "../home/.npmrc" });
      writeFileSync(join(cwd, ".istio-grpc-lint.yaml"), `baseline: ${baseline}\n`);
      const run = runCli(["k8s"], { cwd });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toContain("of the configuration is outside the repository");
      expect(run.stderr).not.toMatch(/hunter2|root:/);
      expect(runCli(["k8s", "--write-baseline"], { cwd }).status).toBe(2);
      expect(readFileSync(join(cwd, "../home/.npmrc"), "utf8")).toBe(secret);
    },
  );

  it("names one in another folder of the repository", () => {
    const cwd = repository({});
    writeFileSync(join(cwd, "k8s/.istio-grpc-lint.yaml"), "baseline: ../shared/b.json\n");
    expect(runCli(["k8s", "--write-baseline"], { cwd }).status).toBe(0);
    expect(existsSync(join(cwd, "shared/b.json"))).toBe(true);
  });

  it("outside any repository names one below it", () => {
    const cwd = temporaryFolder({
      "a/x.yaml": clean,
      "a/.istio-grpc-lint.yaml": "baseline: ../b.json",
    });
    expect(runCli(["a", "--write-baseline"], { cwd }).stderr).toContain("outside the repository");
    expect(existsSync(join(cwd, "b.json"))).toBe(false);
  });

  it.each([".istio-grpc-lint.yaml", "b.json"])("that is a device is not read: %s", (path) => {
    const cwd = temporaryFolder({ "x.yaml": clean });
    symlinkSync("/dev/zero", join(cwd, path));
    if (path === "b.json") writeFileSync(join(cwd, ".istio-grpc-lint.yaml"), "baseline: b.json\n");
    const run = runCli(["x.yaml"], { cwd });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toContain("it is not a regular file");
  });
});

describe("a report", () => {
  it("replaces a link, and not what it leads to", () => {
    const cwd = repository({
      "r.sarif": "../home/.npmrc",
      "r.json": "k8s/service.yaml",
      "new.json": "../home/new.json",
    });
    const formats = ["-f", "sarif=r.sarif", "-f", "json=r.json", "-f", "jsonl=new.json"];
    expect(runCli([...formats, "k8s"], { cwd })).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(cwd, "../home/.npmrc"), "utf8")).toBe(secret);
    expect(readFileSync(join(cwd, "k8s/service.yaml"), "utf8")).toBe(clean);
    expect(existsSync(join(cwd, "../home/new.json"))).toBe(false);
    for (const path of ["r.sarif", "r.json", "new.json"]) {
      expect(lstatSync(join(cwd, path)).isFile()).toBe(true);
    }
  });

  it("goes into no folder that a link leads out to", () => {
    const cwd = repository({ reports: "../home" });
    const run = runCli(["-o", "reports/r.txt", "k8s"], { cwd });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("cannot write `reports/r.txt`: its link leads out");
    expect(existsSync(join(cwd, "../home/r.txt"))).toBe(false);
  });

  it("replaces no manifest, by whatever name", () => {
    const cwd = repository({ other: "k8s" });
    const run = runCli(["-o", "other/service.yaml", "k8s"], { cwd });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("the report would replace `other/service.yaml`");
    expect(readFileSync(join(cwd, "k8s/service.yaml"), "utf8")).toBe(clean);
  });

  it("keeps the mode of a file, and refuses one that is read-only", () => {
    const cwd = temporaryFolder({ "x.yaml": clean, "r.txt": "old" });
    spawnSync("chmod", ["604", join(cwd, "r.txt")]);
    expect(runCli(["-o", "r.txt", "x.yaml"], { cwd }).status).toBe(0);
    expect(lstatSync(join(cwd, "r.txt")).mode & 0o777).toBe(0o604);
    expect(readFileSync(join(cwd, "r.txt"), "utf8")).toContain("No problems");
  });

  it("may go to a device or pipe", () => {
    const cwd = temporaryFolder({ "x.yaml": clean });
    const command = `"$0" "$1" -o /dev/stdout x.yaml | cat; "$0" "$1" -o /dev/null x.yaml`;
    const run = spawnSync("bash", ["--norc", "-c", command, process.execPath, cliEntry], {
      cwd,
      encoding: "utf8",
      env: plainEnvironment(),
    });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/^No problems/);
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

describe("an operand without an end", () => {
  it("a named pipe that nobody writes to ends the run", { timeout: 20_000 }, () => {
    const cwd = temporaryFolder({ "x.yaml": clean });
    spawnSync("mkfifo", [join(cwd, "pipe")]);
    const run = runCli(["pipe", "x.yaml"], { cwd });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("cannot read `pipe`: this pipe has no writer");
    expect(run.stdout).toContain("in 1 manifest");
  });

  it("a named pipe is read to its end, however late it is written", async () => {
    const cwd = temporaryFolder();
    spawnSync("mkfifo", [join(cwd, "pipe")]);
    const writer = `sleep 0.3; exec 3> pipe; sleep 0.2; printf '%s' "$0" >&3; sleep 0.2; echo "# end" >&3`;
    const child = spawn("bash", ["--norc", "-c", writer, withError], { cwd });
    const run = runCli(["-f", "concise", "pipe"], { cwd });
    expect(run.stdout).toMatch(/^pipe:5:3: error\[unknown-field\]/);
    child.kill();
  });

  it("pipes of the shell are read as before", () => {
    const cwd = temporaryFolder({ "x.yaml": withError });
    const command = `"$0" "$1" -f concise <(sleep 0.3; cat x.yaml) <(true)`;
    const run = spawnSync("bash", ["--norc", "-c", command, process.execPath, cliEntry], {
      cwd,
      encoding: "utf8",
      env: plainEnvironment(),
    });
    expect(run.stdout).toMatch(/:5:3: error\[unknown-field\]/);
    expect(run.status).toBe(1);
  });

  it("a whole file system is not looked through", () => {
    const cwd = temporaryFolder({ "x.yaml": clean });
    symlinkSync("/", join(cwd, "all"));
    for (const operand of ["/", "all", "all/"]) {
      const run = runCli([operand, "x.yaml"], { cwd });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toContain(`error: \`${operand}\` is a whole file system`);
    }
  });

  it("a device that never ends is too large", { timeout: 60_000 }, () => {
    const run = runCli(["/dev/zero"], { cwd: temporaryFolder() });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("cannot read `/dev/zero`: it is larger than 512 MB");
  });
});

describe("the reason why a file cannot be read is the right one:", () => {
  it("a name that is not UTF-8", () => {
    const cwd = temporaryFolder({ "x.yaml": clean });
    writeFileSync(
      Buffer.concat([Buffer.from(`${cwd}/bad`), Buffer.from([0xff]), Buffer.from(".yaml")]),
      clean,
    );
    const run = runCli(["."], { cwd });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("cannot read `bad\uFFFD.yaml`: its name is not valid UTF-8");
  });

  it("a path that is too long", () => {
    const cwd = temporaryFolder({ "x.yaml": clean });
    const name = "d".repeat(250);
    const make = `for i in $(seq 20); do mkdir ${name} && cd ${name}; done; touch x.yaml`;
    spawnSync("bash", ["-c", make], { cwd });
    const run = runCli(["."], { cwd });
    spawnSync("rm", ["-rf", join(cwd, name)]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("its name is too long");
    expect(run.stderr).not.toContain("permission denied");
  });

  it.skipIf(process.getuid?.() !== 0)("a file in a closed folder", () => {
    const cwd = temporaryFolder({ "closed/x.yaml": clean, "y.yaml": clean });
    spawnSync("chmod", ["755", cwd]);
    spawnSync("chmod", ["700", join(cwd, "closed")]);
    const run = runCli(["closed/x.yaml", "y.yaml"], { cwd, uid: 65_534 });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("cannot read `closed/x.yaml`: permission denied");
  });
});
