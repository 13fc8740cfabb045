import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { clean, withError, withWarning } from "./support/manifests.ts";
import { plainEnvironment } from "./support/run-cli.ts";

/** The Node that runs the tests, and others whose paths `ISTIO_GRPC_LINT_NODES` lists as `PATH` does. */
const nodes = [
  process.execPath,
  ...(process.env["ISTIO_GRPC_LINT_NODES"] ?? "").split(delimiter).filter((path) => path !== ""),
];

const folder = mkdtempSync(join(tmpdir(), "istio-grpc-lint-package-"));
const installed = join(folder, "node_modules", "istio-grpc-lint");
const npmEnvironment = { ...process.env, npm_config_loglevel: "error" };

function npm(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync("npm", args, {
    cwd,
    encoding: "utf8",
    env: npmEnvironment,
  });
  if (status !== 0) throw new Error(`npm ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

function node(path: string, args: readonly string[]): ReturnType<typeof spawnSync> {
  return spawnSync(path, args, { cwd: folder, encoding: "utf8", env: plainEnvironment() });
}

/** What the tarball holds, by path; sizes in bytes. */
let packed: readonly { readonly path: string; readonly size: number; readonly mode: number }[] = [];
let packedSize = 0;

beforeAll(() => {
  // A build would pull `dist/` from under other tests; what `prepack` adds to it are the declarations.
  const staged = join(folder, "staged");
  const texts = ["package.json", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "AGENTS.md"];
  for (const path of ["dist", "rules", "schemas", "src", "docs", ...texts]) {
    cpSync(path, join(staged, path), { recursive: true });
  }
  const types = ["scripts/build-types.mjs", join(staged, "dist", "types")];
  expect(spawnSync(process.execPath, types, { stdio: "inherit" }).status).toBe(0);
  const [tarball] = JSON.parse(
    npm(["pack", "--ignore-scripts", "--json", "--pack-destination", folder], staged),
  );
  packed = tarball.files;
  packedSize = tarball.size;
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  writeFileSync(join(folder, "bad.yaml"), withError);
  writeFileSync(join(folder, "good.yaml"), clean);
  writeFileSync(join(folder, "warning.yaml"), withWarning);
  npm(["install", "--offline", join(folder, tarball.filename)], folder);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
  it("holds what runs, what describes it, and the pages; nothing else", () => {
    const expected =
      /^(?:dist\/[\w./-]+\.(?:cjs|d\.cts)|dist\/(?:protos|validators)\/[\w./-]+\.json|dist\/licenses\.txt|rules\/[a-z-]+\/[a-z0-9-]+\.md|schemas\/[a-z-]+\.schema\.json|package\.json|README\.md|CHANGELOG\.md|LICENSE|NOTICE)$/;
    const paths = packed.map(({ path }) => path);
    expect(paths.filter((path) => !expected.test(path))).toEqual([]);
    for (const rule of rules) expect(paths).toContain(`rules/${rule.topic}/${rule.id}.md`);
    expect(paths).toContain("dist/types/src/index.d.cts");
    expect(packedSize).toBeLessThan(1_500_000);
  });

  it("holds the licences of what is bundled", () => {
    const text = readFileSync(join(installed, "dist/licenses.txt"), "utf8");
    const sections = text.split(/^-{80}$/m);
    expect(sections.length).toBeGreaterThan(20);
    for (const name of ["yaml", "ajv", "fast-uri", "chalk", "fast-glob", "micromatch", "fastq"]) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
    }
    const granted =
      /Permission (?:is hereby granted|to use)|Redistribution and use|Apache License/i;
    expect(sections.filter((section) => !granted.test(section))).toEqual([]);
  });

  it("names no folder of the machine it was built on", () => {
    const root = resolve(".");
    const strays = packed.filter(({ path }) =>
      readFileSync(join(installed, path), "utf8").includes(root),
    );
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it("installs nothing else and runs nothing on install", () => {
    expect(readdirSync(join(folder, "node_modules")).toSorted()).toEqual([
      ".bin",
      ".package-lock.json",
      "istio-grpc-lint",
    ]);
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(manifest.dependencies).toBeUndefined();
    for (const name of ["preinstall", "install", "postinstall", "prepare"]) {
      expect(manifest.scripts).not.toHaveProperty(name);
    }
  });
});

const moduleProgram = `
import { fix, lint, listRules, loadConfig, render } from "istio-grpc-lint";
import { readFileSync } from "node:fs";
const fileOf = (path) => ({ path, text: readFileSync(path, "utf8") });
const [found] = lint([fileOf("bad.yaml")]).diagnostics;
const { files, applied } = fix([fileOf("good.yaml"), fileOf("warning.yaml")]);
const rules = applied.map(({ ruleId }) => ruleId);
const { options } = loadConfig("rules: { unknown-field: info }");
const again = lint([fileOf("bad.yaml")], options);
let refused = "";
try { lint([], { rulez: {} }); } catch (error) { refused = error.constructor.name + ": " + error.message; }
const print = (sarif) => process.stdout.write(JSON.stringify({
  found: found.ruleId, line: found.start.line, rules, files, refused,
  level: again.diagnostics[0].severity, known: listRules().length > 300, sarif: JSON.parse(sarif).version,
}));
render(again, { format: "sarif" }).then(print);
`;

describe.each(nodes)("on %s", (path) => {
  const command = join(installed, "dist", "cli.cjs");

  it("runs as a command", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(node(path, [command, "--version"])).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(node(path, [command, "good.yaml"])).toMatchObject({ status: 0, stderr: "" });
    const { status, stdout } = node(path, [command, "-f", "concise", "bad.yaml"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^bad\.yaml:5:3: error\[unknown-field\]/);
  });

  it("explains rules without the network or the repository", () => {
    const { status, stdout } = node(path, [command, "explain", "port-http-for-grpc"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# port-http-for-grpc\n/);
  });

  it("is a library for modules and for CommonJS", () => {
    const expected = {
      found: "unknown-field",
      line: 5,
      rules: ["lb-least-conn-deprecated"],
      refused: "TypeError: unknown option `rulez`; an option with a similar name exists: `rules`",
      level: "info",
      known: true,
      sarif: "2.1.0",
      files: [
        { path: "good.yaml", text: clean },
        { path: "warning.yaml", text: withWarning.replace("LEAST_CONN", "LEAST_REQUEST") },
      ],
    };
    writeFileSync(join(folder, "program.mjs"), moduleProgram);
    const asModule = node(path, ["program.mjs"]);
    expect(asModule.stderr).toBe("");
    expect(JSON.parse(String(asModule.stdout))).toEqual(expected);
    const required = moduleProgram.replaceAll(
      /import (\{.*\}) from (".*")/g,
      "const $1 = require($2)",
    );
    writeFileSync(join(folder, "program.cjs"), required);
    expect(JSON.parse(String(node(path, ["program.cjs"]).stdout))).toEqual(expected);
  });
});

describe("the types", () => {
  const program = `
import { fix, lint, listRules, loadConfig, render, type Diagnostic, type FixResult, type RuleInfo, type Report, type Severity } from "istio-grpc-lint";
const report: Report = lint([{ path: "a.yaml", text: "" }], { istioVersion: "1.27", skip: ["ports"] });
const lines: readonly number[] = report.diagnostics.map((it: Diagnostic) => it.start.line);
const severities: readonly Severity[] = report.suppressed.map((it) => it.severity);
const strict: Report = lint([], { preset: "strict", rules: { ports: "off" }, complete: true });
const html: Promise<string> = render(strict, { format: "html", minSeverity: "warning" });
const ids: readonly string[] = listRules().map((it: RuleInfo) => it.id);
const loaded: Report = lint([], loadConfig("").options);
const result: FixResult = fix([{ path: "a.yaml", text: "" }], { unsafe: true });
const reasons: readonly string[] = result.refused.map(({ reason }) => reason);
// @ts-expect-error a file has a text
lint([{ path: "a.yaml" }]);
// @ts-expect-error there is no such option
lint([], { rulez: [] });
console.log(lines, severities, reasons, html, ids, loaded);
`;

  it.each([
    ["nodenext", ["program.mts", "program.cts"]],
    ["bundler", ["program.ts"]],
  ])("hold with module resolution %s", (resolution, names) => {
    for (const name of names) writeFileSync(join(folder, name), program);
    const compiler = resolve("node_modules/typescript/bin/tsc");
    const module = resolution === "bundler" ? "esnext" : resolution;
    const modules = ["--module", module, "--moduleResolution", resolution];
    const types = ["--types", "node", "--typeRoots", resolve("node_modules/@types")];
    const flags = ["--noEmit", "--strict", ...modules, ...types];
    const run = node(process.execPath, [compiler, ...flags, ...names]);
    expect(run).toMatchObject({ status: 0, stdout: "" });
  });
});
