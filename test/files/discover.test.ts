import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { discover } from "../../src/files/discover.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function filesOf(folder: string, ...operands: readonly string[]): Promise<readonly string[]> {
  return (await discover(operands, folder)).files;
}

describe("a folder", () => {
  it("stands for the YAML and JSON files below it, sorted", async () => {
    const folder = temporaryFolder({
      "b.yml": "",
      "a/z.yaml": "",
      "a.json": "",
      "notes.md": "",
      "UPPER.YAML": "",
    });
    expect(await filesOf(folder, ".")).toEqual(["UPPER.YAML", "a.json", "a/z.yaml", "b.yml"]);
  });

  it("hides hidden files, hidden folders and node_modules, unless they are named", async () => {
    const folder = temporaryFolder({
      ".hidden.yaml": "",
      ".git/config.yaml": "",
      ".github/workflows/ci.yaml": "",
      "node_modules/p/x.yaml": "",
      "deep/node_modules/p/x.yaml": "",
      "a.yaml": "",
    });
    expect(await filesOf(folder, ".")).toEqual(["a.yaml"]);
    expect(await filesOf(folder, ".github", ".hidden.yaml")).toEqual([
      ".github/workflows/ci.yaml",
      ".hidden.yaml",
    ]);
  });

  it("may be called like a file", async () => {
    const folder = temporaryFolder({ "x.yaml/service.yaml": "" });
    expect(await filesOf(folder, "x.yaml")).toEqual(["x.yaml/service.yaml"]);
    expect(await filesOf(folder, ".")).toEqual(["x.yaml/service.yaml"]);
  });

  it("with signs of a glob in its name is taken as it is", async () => {
    const folder = temporaryFolder({ "[prod]/a.yaml": "", "p/b.yaml": "" });
    expect(await filesOf(folder, "[prod]")).toEqual(["[prod]/a.yaml"]);
  });

  it("without such files is told", async () => {
    const folder = temporaryFolder({ "docs/readme.md": "" });
    expect(await discover(["docs"], folder)).toMatchObject({ files: [], empty: ["docs"] });
  });

  it("with links that lead in circles comes to an end", async () => {
    const folder = temporaryFolder({ "a/b/c/x.yaml": "", "other/y.yaml": "" });
    symlinkSync("..", join(folder, "a/up"));
    symlinkSync("../..", join(folder, "a/b/top"));
    symlinkSync("self", join(folder, "self"));
    symlinkSync("../b", join(folder, "a/b/c/back"));
    symlinkSync("nowhere", join(folder, "gone.yaml"));
    expect(await filesOf(folder, ".")).toEqual(["a/b/c/x.yaml", "other/y.yaml"]);
    expect(await filesOf(folder, "a/b")).toEqual(["a/b/c/x.yaml", "a/b/top/other/y.yaml"]);
  });

  it("follows links to files and folders outside it", async () => {
    const folder = temporaryFolder({ "in/a.yaml": "", "out/b.yaml": "", "out/sub/c.yaml": "" });
    symlinkSync("../out/b.yaml", join(folder, "in/linked.yaml"));
    symlinkSync("../out/sub", join(folder, "in/sub"));
    expect(await filesOf(folder, "in")).toEqual(["in/a.yaml", "in/linked.yaml", "in/sub/c.yaml"]);
  });
});

describe("a file", () => {
  it("is taken whatever its name is", async () => {
    const folder = temporaryFolder({ "manifest.txt": "" });
    expect(await discover(["manifest.txt"], folder)).toMatchObject({
      files: ["manifest.txt"],
      namedFiles: ["manifest.txt"],
    });
  });

  it("counts once, under the first of its names", async () => {
    const folder = temporaryFolder({ "a/x.yaml": "" });
    symlinkSync("a", join(folder, "b"));
    symlinkSync("a/x.yaml", join(folder, "c.yaml"));
    const operands = ["./a/../a/x.yaml", join(folder, "a/x.yaml"), "b/x.yaml", "c.yaml", "."];
    expect(await filesOf(folder, ...operands)).toEqual(["a/x.yaml"]);
  });

  it("outside the working folder is called as it was asked for", async () => {
    const folder = temporaryFolder({ "here/a.yaml": "", "there/b.yaml": "", "there/c/d.yaml": "" });
    const here = join(folder, "here");
    expect(await filesOf(here, "../there/b.yaml")).toEqual(["../there/b.yaml"]);
    expect(await filesOf(here, "../there")).toEqual(["../there/b.yaml", "../there/c/d.yaml"]);
    expect(await filesOf(here, "../there/*.yaml")).toEqual(["../there/b.yaml"]);
    const absolute = join(folder, "there/b.yaml");
    expect(await filesOf(here, absolute)).toEqual([absolute]);
    expect(await filesOf(here, "../there/c", join(folder, "there"))).toEqual([
      "../there/c/d.yaml",
      absolute,
    ]);
    expect(await filesOf(here, join(here, "a.yaml"))).toEqual(["a.yaml"]);
  });
});

describe("a glob", () => {
  it("stands for the manifests it matches", async () => {
    const folder = temporaryFolder({ "a/x.yaml": "", "a/y.md": "", "b/x.yml": "", "c/x.json": "" });
    expect(await filesOf(folder, "{a,b}/*")).toEqual(["a/x.yaml", "b/x.yml"]);
    expect(await filesOf(folder, "**/x.*")).toEqual(["a/x.yaml", "b/x.yml", "c/x.json"]);
  });

  it("that matches nothing is unmatched, as is a path that does not exist", async () => {
    const folder = temporaryFolder({ "a.md": "" });
    mkdirSync(join(folder, "empty"));
    expect(await discover(["*.yaml", "a.yaml", "a.md/b", "empty"], folder)).toMatchObject({
      files: [],
      unmatched: ["*.yaml", "a.yaml", "a.md/b"],
      empty: ["empty"],
      namedFiles: [],
    });
  });
});
