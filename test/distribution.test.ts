import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { configSchemaUrl } from "../src/cli/config-schema-url.ts";
import { options } from "../src/cli/options.ts";
import { configNames } from "../src/files/find-config.ts";
import { findProgram } from "./support/find-program.ts";
import { plainEnvironment, runCli } from "./support/run-cli.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

describe("a build", () => {
  it("has the same bytes each time", () => {
    const folders = [temporaryFolder(), temporaryFolder()];
    const script = `
      const { buildBundle } = await import(process.argv[1]);
      await buildBundle(process.argv[2], process.argv[3]);
    `;
    for (const folder of folders) {
      const words = [
        "--input-type=module",
        "-e",
        script,
        resolve("scripts/build-bundle.mjs"),
        resolve("."),
        folder,
      ];
      expect(spawnSync(process.execPath, words, { encoding: "utf8" }).stderr).toBe("");
    }
    const [first = "", second = ""] = folders;
    for (const name of [
      "bundle.cjs",
      ...readdirSync(join(first, "packages")).map((file) => join("packages", file)),
    ]) {
      expect(readFileSync(join(first, name)).equals(readFileSync(join(second, name))), name).toBe(
        true,
      );
    }
  });
});

const unshare = findProgram("unshare");
const canIsolate =
  process.platform === "linux" &&
  unshare !== undefined &&
  spawnSync(unshare, ["--map-root-user", "true"]).status === 0;

/** The libraries of C that a program is linked to, as the system has them. */
function librariesOf(program: string): readonly string[] {
  const { stdout } = spawnSync("ldd", [program], { encoding: "utf8" });
  return [...stdout.matchAll(/(\/[^\s)]+)/g)].map(([path]) => path);
}

function build(output: string): void {
  const script = resolve("scripts/build-executable.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, output], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
}

describe.skipIf(!canIsolate)("the executable", () => {
  const folder = mkdtempSync(join(tmpdir(), "istio-grpc-lint-executable-"));
  const program = join(folder, "istio-grpc-lint");
  const root = join(folder, "root");

  beforeAll(() => {
    build(program);
    // A root with nothing but the program, what it is linked to, and the manifests.
    for (const library of librariesOf(program)) {
      mkdirSync(join(root, dirname(library)), { recursive: true });
      copyFileSync(library, join(root, library));
    }
    mkdirSync(join(root, "work"), { recursive: true });
    cpSync("fixtures/demo", join(root, "work"), { recursive: true });
    copyFileSync(program, join(root, "istio-grpc-lint"));
    chmodSync(join(root, "istio-grpc-lint"), 0o755);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function runIsolated(args: readonly string[]): ReturnType<typeof spawnSync> {
    const isolated = [
      "--map-root-user",
      "--net",
      "--root",
      root,
      "--wd",
      "/work",
      "/istio-grpc-lint",
    ];
    const environment = { LANG: "C.UTF-8", HOME: "/nowhere" };
    return spawnSync(unshare ?? "", [...isolated, ...args], { encoding: "utf8", env: environment });
  }

  it("finds without Node.js, network or package what the package finds", () => {
    const alone = runIsolated(["-f", "json"]);
    expect(alone.stderr).toBe("");
    expect(alone.status).toBe(1);
    expect(alone.stdout).toBe(runCli(["-f", "json"], { cwd: resolve("fixtures/demo") }).stdout);
  });

  it("has every format, page, command and schema", () => {
    for (const format of ["pretty", "sarif", "html", "junit"]) {
      expect(runIsolated(["-f", format, "--exit-zero"]).status, format).toBe(0);
    }
    expect(runIsolated(["explain", "unknown-field"]).stdout).toContain("# unknown-field\n");
    expect(runIsolated(["--version"]).stdout).toBe(`${version}\n`);
    expect(runIsolated(["--fix"]).stderr).toMatch(/^Fixed 7 findings/);
    expect(runIsolated(["upgrade-check", "--from", "1.27", "--to", "1.32"]).stderr).toContain(
      "From Istio 1.27",
    );
  });

  it("has the same bytes each time", () => {
    const again = join(folder, "again");
    build(again);
    expect(readFileSync(again).equals(readFileSync(program))).toBe(true);
  }, 60_000);
});

describe("the container file", () => {
  const text = readFileSync("Dockerfile", "utf8");

  it("runs as a user by number, builds once for all platforms, and runs nothing on install", () => {
    expect(text).toMatch(/^USER \d+:\d+$/m);
    expect(text).toContain("FROM --platform=$BUILDPLATFORM");
    const installs = text.match(/npm (?:ci|install)[^\n]*/g) ?? [];
    expect(installs.length).toBe(2);
    for (const install of installs) expect(install).toContain("--ignore-scripts");
    expect(text).toMatch(/npm install --global --offline/);
  });
});

describe("the GitLab component", () => {
  const [spec, jobs] = parseAllDocuments(readFileSync("templates/istio-grpc-lint.yml", "utf8")).map(
    (document) => document.toJSON(),
  );

  it("declares the inputs that it uses, and flags that exist", () => {
    const script: string = jobs["istio-grpc-lint"].script.join("\n");
    const used = [...script.matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name = ""]) => name);
    for (const name of used) expect(Object.keys(spec.spec.inputs)).toContain(name);
    const flags = new Set<string>(options.map(({ name }) => name));
    const written = [...script.matchAll(/ --([a-z-]+)/g)].map(([, name = ""]) => name);
    for (const name of written.filter((flag) => flag !== "yes")) expect(flags).toContain(name);
    expect(spec.spec.inputs.version.default).toBe(version);
  });
});

it("the entry for SchemaStore names files that are read, and schemas that exist", () => {
  const entries: readonly { readonly fileMatch: readonly string[]; readonly url: string }[] =
    JSON.parse(readFileSync("packaging/schemastore.json", "utf8"));
  const [configuration, tests] = entries;
  expect(configuration?.fileMatch).toEqual(configNames);
  expect(configuration?.url).toBe(configSchemaUrl);
  expect(tests?.fileMatch).toEqual(["*.mesh-test.yaml", "*.mesh-test.yml"]);
  for (const { url } of entries) {
    const path = url.slice(url.indexOf("/main/") + "/main/".length);
    expect(JSON.parse(readFileSync(path, "utf8"))).toHaveProperty("title");
  }
});

describe("the Homebrew formula", () => {
  const text = readFileSync("packaging/istio-grpc-lint.rb", "utf8");

  it("is of this version and licence, and its test finds what it says", () => {
    expect(text).toContain(`/v${version}/istio-grpc-lint-${version}.tgz`);
    expect(text).toContain('license "Apache-2.0"');
    expect(text).toMatch(/sha256 "[0-9a-f]{64}"/);
    const [, manifest = ""] = /\.write "(.*)"$/m.exec(text) ?? [];
    const cwd = temporaryFolder({ "a.yaml": manifest.replaceAll("\\n", "\n") });
    const { status, stdout } = runCli(["a.yaml"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain("unknown-field");
  });
});

describe("the Helm plugin", () => {
  it("names a command that exists", () => {
    const plugin = parse(readFileSync("plugin.yaml", "utf8"));
    expect(Object.keys(plugin)).toEqual([
      "name",
      "version",
      "usage",
      "description",
      "ignoreFlags",
      "command",
    ]);
    expect(plugin.version).toBe(version);
    expect(plugin.command).toBe("istio-grpc-lint check --helm=$HELM_BIN");
  });

  const helm = findProgram("helm");

  it.skipIf(helm === undefined)("runs in Helm", () => {
    const folder = temporaryFolder({
      "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
      "chart/templates/a.yaml":
        "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { prots: [] }\n",
    });
    mkdirSync(join(folder, "plugins/grpc-lint"), { recursive: true });
    copyFileSync("plugin.yaml", join(folder, "plugins/grpc-lint/plugin.yaml"));
    mkdirSync(join(folder, "bin"));
    symlinkSync(resolve("dist/cli.cjs"), join(folder, "bin/istio-grpc-lint"));
    const environment = {
      ...plainEnvironment(),
      HELM_PLUGINS: join(folder, "plugins"),
      PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    };
    const run = spawnSync(helm ?? "", ["grpc-lint", "chart"], {
      cwd: folder,
      encoding: "utf8",
      env: environment,
    });
    expect(run.stdout).toContain("chart/templates/a.yaml:4:9");
  });
});

describe("the release workflow", () => {
  const { jobs, permissions } = parse(readFileSync(".github/workflows/release.yml", "utf8"));
  const steps: readonly { readonly run?: string; readonly uses?: string }[] = Object.values(
    jobs,
  ).flatMap((job) => Object(job).steps);

  it("builds what there is, twice, with checksums, SBOM and provenance, and publishes nothing", () => {
    const text = steps.map(({ run = "", uses = "" }) => `${run}${uses}`).join("\n");
    for (const part of [
      "cmp first/*.tgz second/*.tgz",
      "npm sbom",
      "sha256sum",
      "attest-build-provenance",
      "--draft",
      "scripts/build-executable.mjs",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/npm publish|docker push/);
    expect(permissions).toEqual({ contents: "read" });
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
  });
});
