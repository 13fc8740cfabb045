import { cpSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clean } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A module that makes Node pass for another release, and tells which folder compiled code would go to. */
function disguise(version: string): string {
  return `
const { versions } = process;
Object.defineProperty(process, "versions", { value: { ...versions, node: "${version}" } });
require("node:module").enableCompileCache = (folder) => console.error("cache: " + folder);
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

  it("keeps compiled code in a folder of the user", () => {
    const cwd = temporaryFolder({ "x.yaml": clean, "new.cjs": disguise("22.1.0") });
    for (const path of ["dist", "package.json"]) {
      cpSync(resolve(path), join(cwd, "tool", path), { recursive: true });
    }
    const dist = join(cwd, "tool/dist");
    for (const name of readdirSync(dist)) {
      if (name.endsWith(".cache")) rmSync(join(dist, name));
    }
    const folderOf = (environment: Readonly<Record<string, string>>): string =>
      runCli(["x.yaml"], {
        cwd,
        environment,
        entry: join(dist, "cli.cjs"),
        nodeOptions: ["--require", join(cwd, "new.cjs")],
      }).stderr;
    expect(folderOf({ HOME: "/home/a" })).toBe("cache: /home/a/.cache/istio-grpc-lint\n");
    expect(folderOf({ HOME: "/home/a", XDG_CACHE_HOME: "/c" })).toBe("cache: /c/istio-grpc-lint\n");
    expect(folderOf({})).toBe("");
    expect(folderOf({ HOME: "/home/a", NODE_COMPILE_CACHE: "/n" })).toBe("");
  });
});
