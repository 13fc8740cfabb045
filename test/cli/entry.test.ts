import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clean } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A module that makes Node pass for another release. */
function disguise(version: string): string {
  return `
const { versions } = process;
Object.defineProperty(process, "versions", { value: { ...versions, node: "${version}" } });
`;
}

/** Node 18 knows neither of these. */
const amnesia = "delete Array.prototype.toSorted; delete Array.prototype.findLast;\n";

describe("the entry of the command", () => {
  it.each(["18.20.8", "16.14.0"])("says in one line that Node %s is too old", (version) => {
    const cwd = temporaryFolder({ "x.yaml": clean, "old.cjs": amnesia + disguise(version) });
    const nodeOptions = ["--require", join(cwd, "old.cjs")];
    expect(runCli(["x.yaml"], { cwd, nodeOptions })).toEqual({
      status: 2,
      stdout: "",
      stderr: `error: istio-grpc-lint needs Node.js 20.19 or newer, and this is ${version}\n`,
    });
  });

  it("keeps compiled code in a folder of the user, and adds to it in its first runs", () => {
    const cwd = temporaryFolder({ "x.yaml": clean });
    const entry = installed(cwd);
    const cacheIn = (environment: Readonly<Record<string, string>>): readonly string[] => {
      const folder = join(cwd, environment["XDG_CACHE_HOME"] ?? "home/.cache", "istio-grpc-lint");
      const run = runCli(["x.yaml"], { cwd, environment: absolute(cwd, environment), entry });
      expect(run).toMatchObject({ status: 0, stderr: "" });
      return existsSync(folder) ? readdirSync(folder).map((name) => name.slice(-8)) : [];
    };
    expect(cacheIn({})).toEqual([]);
    expect(cacheIn({ HOME: "home", NODE_DISABLE_COMPILE_CACHE: "1" })).toEqual([]);
    for (const name of ["1.cache", "2.cache", "3.cache", "3.cache"]) {
      expect(cacheIn({ HOME: "home" })).toEqual([`.${name}`]);
    }
    expect(cacheIn({ HOME: "home", XDG_CACHE_HOME: "other" })).toEqual([".1.cache"]);
  });

  it("says nothing where compiled code cannot be kept, or is spoilt", () => {
    const cwd = temporaryFolder({ "x.yaml": clean, "home/.cache": "a file" });
    const entry = installed(cwd);
    const check = (environment: Readonly<Record<string, string>>): ReturnType<typeof runCli> =>
      runCli(["x.yaml"], { cwd, environment: absolute(cwd, environment), entry });
    const expected = check({});
    expect(expected.status).toBe(0);
    expect(check({ HOME: "home" })).toEqual(expected);
    check({ XDG_CACHE_HOME: "other" });
    const folder = join(cwd, "other/istio-grpc-lint");
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), "spoilt");
    expect(check({ XDG_CACHE_HOME: "other" })).toEqual(expected);
    expect(statSync(join(folder, readdirSync(folder)[0] ?? "")).size).toBeGreaterThan(10_000);
  });
});

/** A copy of the build as a package has it. Gives the path of the command. */
function installed(folder: string): string {
  for (const path of ["dist", "package.json"]) {
    cpSync(resolve(path), join(folder, "tool", path), { recursive: true });
  }
  rmSync(join(folder, "tool/dist/bundle.cjs.cache"));
  return join(folder, "tool/dist/cli.cjs");
}

function absolute(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const paths = new Set(["HOME", "XDG_CACHE_HOME"]);
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      paths.has(name) ? join(folder, value) : value,
    ]),
  );
}
