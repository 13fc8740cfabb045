import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clean, withError, withWarning } from "../support/manifests.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = ".istio-grpc-lint-baseline.json";

function run(cwd: string, args: string): CliRun {
  return runCli([...args.split(" ").filter((word) => word !== ""), "-f", "concise"], { cwd });
}

function project(): string {
  return temporaryFolder({ "k8s/error.yaml": withError, "k8s/warning.yaml": withWarning });
}

/** A project whose findings are all accepted. */
function accepted(): string {
  const cwd = project();
  expect(run(cwd, `--baseline ${file} --write-baseline`)).toMatchObject({ status: 0 });
  return cwd;
}

describe("a baseline", () => {
  it("makes any project pass at once, and says so", () => {
    const cwd = project();
    const written = run(cwd, `--baseline ${file} --write-baseline`);
    expect(written.stderr).toBe(
      `Baseline \`${file}\`: added 2 findings, dropped 0 stale entries.\n`,
    );
    expect(readFileSync(join(cwd, file), "utf8")).toBe(`{
  "schemaVersion": 1,
  "entries": [
    {"rule":"unknown-field","path":"k8s/error.yaml","resource":"Service/prod/ratings","yamlPath":"spec.portz","count":1},
    {"rule":"lb-least-conn-deprecated","path":"k8s/warning.yaml","resource":"DestinationRule/prod/ratings","yamlPath":"spec.trafficPolicy.loadBalancer.simple","count":1}
  ]
}
`);
    const next = run(cwd, `--baseline ${file} --max-warnings 0`);
    expect(next).toMatchObject({ status: 0, stderr: "" });
    expect(next.stdout).toContain("2 in baseline");
    expect(run(cwd, "").status).toBe(1);
  });

  it("accepts what it lists and nothing more", () => {
    const cwd = accepted();
    writeFileSync(join(cwd, "k8s/warning.yaml"), `# moved\n\n${withWarning}`);
    expect(run(cwd, `--baseline ${file}`)).toMatchObject({ status: 0 });
    writeFileSync(join(cwd, "k8s/error.yaml"), withError.replace("portz", "portx"));
    const changed = run(cwd, `--baseline ${file}`);
    expect(changed.status).toBe(1);
    expect(changed.stdout).toContain("`portx`");
    writeFileSync(join(cwd, "k8s/more.yaml"), withError);
    expect(run(cwd, `--baseline ${file}`).stdout).toContain("k8s/more.yaml:5:3");
  });

  it("is found by the configuration, from any folder", () => {
    const cwd = accepted();
    writeFileSync(join(cwd, ".istio-grpc-lint.yaml"), `baseline: ${file}\n`);
    expect(run(cwd, "")).toMatchObject({ status: 0 });
    const below = join(cwd, "k8s");
    expect(run(below, "")).toMatchObject({ status: 0 });
    expect(run(below, "error.yaml")).toMatchObject({ status: 0 });
    const before = readFileSync(join(cwd, file), "utf8");
    expect(run(below, "--write-baseline")).toMatchObject({ status: 0 });
    expect(readFileSync(join(cwd, file), "utf8")).toBe(before);
  });

  it("accepts files outside the working folder, however they are asked for", () => {
    const folder = temporaryFolder({ "here/a.yaml": clean, "shared/error.yaml": withError });
    const here = join(folder, "here");
    const shared = join(folder, "shared");
    expect(run(here, `../shared --baseline ${file} --write-baseline`)).toMatchObject({ status: 0 });
    expect(readFileSync(join(here, file), "utf8")).toContain(`"path":"../shared/error.yaml"`);
    for (const operand of ["../shared", shared, "../shared/*.yaml"]) {
      const again = run(here, `${operand} --baseline ${file}`);
      expect(again).toMatchObject({ status: 0, stderr: "" });
      expect(again.stdout).toContain("1 in baseline");
    }
    const name = join(shared, "error.yaml");
    const args = ["-", "--stdin-filename", name, "--baseline", file];
    expect(runCli(args, { cwd: here, input: withError }).stdout).toContain("1 in baseline");
    expect(run(shared, `--baseline ../here/${file}`).stdout).toContain("1 in baseline");
    expect(run(shared, "").stdout).toContain("error.yaml:5:3: error");
    expect(run(here, "../shared").stdout).toMatch(/^\.\.\/shared\/error\.yaml:5:3: error/);
    expect(run(here, shared).stdout).toContain(`${name}:5:3: error`);
  });

  it.each([
    [`{ "schemaVersion": 1,`, "fix the JSON"],
    ["{}{}", "remove the second"],
  ])("that cannot be read is spoken of as the JSON it is: %s", (text, help) => {
    const cwd = temporaryFolder({ "a.yaml": clean, "b.json": text });
    const { status, stderr } = run(cwd, "a.yaml --baseline b.json");
    expect(status).toBe(2);
    expect(stderr).toContain(`= help: ${help}\n`);
    expect(stderr).not.toMatch(/YAML|---/);
  });

  it("that is written for some files or rules keeps the rest", () => {
    const cwd = accepted();
    const before = readFileSync(join(cwd, file), "utf8");
    expect(run(cwd, `--baseline ${file} --write-baseline k8s/error.yaml`)).toMatchObject({
      status: 0,
    });
    expect(run(cwd, `--baseline ${file} --write-baseline --only schema`)).toMatchObject({
      status: 0,
    });
    expect(readFileSync(join(cwd, file), "utf8")).toBe(before);
  });
});

describe("stale entries of a baseline", () => {
  it("are named, and fail the run only where that is asked for", () => {
    const cwd = accepted();
    writeFileSync(join(cwd, "k8s/error.yaml"), withError.replace("portz", "ports"));
    const shown = run(cwd, `--baseline ${file}`);
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    expect(runCli(["--baseline", file], { cwd }).stdout).toContain(
      "unknown-field in k8s/error.yaml",
    );
    const strict = run(cwd, `--baseline ${file} --strict-baseline`);
    expect(strict).toMatchObject({ status: 1 });
    expect(strict.stderr).toContain("Failed: 1 stale baseline entry (`--strict-baseline`).");
    expect(run(cwd, `--baseline ${file} --strict-baseline --exit-zero`)).toMatchObject({
      status: 0,
    });
    expect(run(cwd, `--baseline ${file} --strict-baseline k8s/warning.yaml`)).toMatchObject({
      status: 0,
    });
  });

  it("are dropped by --prune-baseline and --write-baseline, those of removed files too", () => {
    for (const flag of ["--prune-baseline", "--write-baseline"]) {
      const cwd = accepted();
      rmSync(join(cwd, "k8s/error.yaml"));
      writeFileSync(join(cwd, "k8s/new.yaml"), withError);
      const pruned = run(cwd, `--baseline ${file} ${flag}`);
      expect(pruned.stderr).toContain("dropped 1 stale entry");
      const text = readFileSync(join(cwd, file), "utf8");
      expect(text).not.toContain("k8s/error.yaml");
      expect(text).toContain("k8s/warning.yaml");
      expect(text.includes("k8s/new.yaml")).toBe(flag === "--write-baseline");
      expect(pruned.status).toBe(flag === "--write-baseline" ? 0 : 1);
    }
  });
});

/** `concise` says so in a line that editors read. */
function expectNothingChecked({ status, stdout }: CliRun): void {
  expect(status).toBe(2);
  expect(stdout).toMatch(/^[^\n]+:\d+:\d+: error\[not-checked\] [^\n]+\n$/);
}

describe("exit status 2, with help, of", () => {
  const entry = `{"rule":"a","path":"b","resource":"","yamlPath":"","count":0}`;
  for (const [title, text, args, stderr] of [
    [
      "a baseline that is not there",
      undefined,
      "",
      /cannot read the baseline `.*`: it does not exist/,
    ],
    ["one that is no JSON", '{"entries": [', "", /--> \.istio-grpc-lint-baseline\.json:1:/],
    ["one left unmerged", "<<<<<<< HEAD\n{}\n", "", /--> \.istio-grpc-lint-baseline\.json:1:/],
    ["one without its version", '{"entries": []}', "", /lacks the key `schemaVersion`/],
    ["one of another version", '{"schemaVersion": 2, "entries": []}', "", /cannot be `2`/],
    ["a count of nothing", `{"schemaVersion": 1, "entries": [${entry}]}`, "", /cannot be below 1/],
    ["writing over one that cannot be read", "{", "--write-baseline", /baseline\.json:1:/],
    [
      "writing and pruning",
      "{}",
      "--write-baseline --prune-baseline",
      /leave `--prune-baseline` out/,
    ],
  ] as const) {
    it(title, () => {
      const cwd = temporaryFolder({ "a.yaml": withWarning, ...(text && { [file]: text }) });
      const failed = run(cwd, `a.yaml --baseline ${file} ${args}`);
      expectNothingChecked(failed);
      expect(failed.stderr).toMatch(stderr);
      expect(failed.stderr).toMatch(/= help: /);
    });
  }

  for (const flag of ["--write-baseline", "--prune-baseline", "--strict-baseline"]) {
    it(`${flag} without a baseline`, () => {
      const failed = run(project(), flag);
      expectNothingChecked(failed);
      expect(failed.stderr).toContain(`error: \`${flag}\` needs a baseline\n  = help: name it`);
    });
  }

  it("a baseline that cannot be written", () => {
    const failed = run(project(), "--baseline gone/b.json --write-baseline");
    expectNothingChecked(failed);
    expect(failed.stderr).toMatch(
      /cannot write the baseline `gone\/b\.json`: folder `gone` does not exist/,
    );
  });
});

describe("suppressions", () => {
  const silenced = withError.replace(
    "portz:",
    "# istio-grpc-lint: ignore[unknown-field] old\n  portz:",
  );

  it("hold unless --no-inline-suppressions is given", () => {
    const cwd = temporaryFolder({ "a.yaml": silenced });
    expect(run(cwd, "")).toMatchObject({ status: 0 });
    expect(run(cwd, "--no-inline-suppressions")).toMatchObject({ status: 1 });
  });
});
