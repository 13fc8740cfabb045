import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { replaceFile, writeRoots } from "../../src/files/replace-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const replace = (folder: string, path: string, root = folder): string | undefined =>
  replaceFile({ path, text: "old\n" }, "new\n", { roots: [root], workingFolder: folder });
const textIn = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

describe("replaceFile", () => {
  it("puts the text in place, keeps the mode, and leaves nothing else behind", () => {
    const folder = temporaryFolder({ "a.yaml": "old\n" });
    chmodSync(join(folder, "a.yaml"), 0o751);
    expect(replace(folder, "a.yaml")).toBeUndefined();
    expect(textIn(folder, "a.yaml")).toBe("new\n");
    expect(statSync(join(folder, "a.yaml")).mode & 0o7777).toBe(0o751);
    expect(readdirSync(folder)).toEqual(["a.yaml"]);
  });

  it("is a new file under the old name, so that nobody reads a part", () => {
    const folder = temporaryFolder({ "a.yaml": "old\n" });
    const { ino } = statSync(join(folder, "a.yaml"));
    replace(folder, "a.yaml");
    expect(statSync(join(folder, "a.yaml")).ino).not.toBe(ino);
  });

  it("writes what a link leads to, and keeps the link", () => {
    const folder = temporaryFolder({ "real/a.yaml": "old\n" });
    symlinkSync("real/a.yaml", join(folder, "link.yaml"));
    expect(replace(folder, "link.yaml")).toBeUndefined();
    expect(lstatSync(join(folder, "link.yaml")).isSymbolicLink()).toBe(true);
    expect(textIn(folder, "real/a.yaml")).toBe("new\n");
  });

  it("never follows a link out of the given paths", () => {
    const folder = temporaryFolder({ "outside/a.yaml": "old\n" });
    mkdirSync(join(folder, "inside"));
    symlinkSync("../outside/a.yaml", join(folder, "inside/link.yaml"));
    symlinkSync("../outside", join(folder, "inside/folder"));
    for (const path of ["inside/link.yaml", "inside/folder/a.yaml"]) {
      const reason = replace(folder, path, join(folder, "inside"));
      expect(reason).toBe("its symbolic link points outside the given paths");
    }
    expect(textIn(folder, "outside/a.yaml")).toBe("old\n");
  });

  it("takes a sibling with a longer name for outside", () => {
    const folder = temporaryFolder({ "k8s-old/a.yaml": "old\n" });
    expect(replace(folder, "k8s-old/a.yaml", join(folder, "k8s"))).toMatch(/points outside/);
  });

  it("leaves files alone that others share by a hard link", () => {
    const folder = temporaryFolder({ "a.yaml": "old\n" });
    linkSync(join(folder, "a.yaml"), join(folder, "b.yaml"));
    expect(replace(folder, "a.yaml")).toBe("other hard links share it");
    expect(textIn(folder, "b.yaml")).toBe("old\n");
  });

  it.each([
    ["has changed since", "other\n"],
    ["is no UTF-8", Buffer.from([0x6f, 0xff, 0x0a])],
  ])("leaves a file alone that %s", (_, content) => {
    const folder = temporaryFolder({ "a.yaml": content });
    expect(replace(folder, "a.yaml")).toMatch(/not valid UTF-8, or it has changed/);
    expect(readFileSync(join(folder, "a.yaml"))).toEqual(Buffer.from(content));
  });

  it("says that a file is gone", () => {
    expect(replace(temporaryFolder(), "a.yaml")).toBe("it does not exist");
  });
});

describe("writeRoots", () => {
  it("are the folders that are named, and those of files and globs", () => {
    const folder = temporaryFolder({ "a/x.yaml": "", "b/c/y.yaml": "", "other/z.yaml": "" });
    symlinkSync("other", join(folder, "link"));
    expect(writeRoots([], folder)).toEqual([folder]);
    expect(writeRoots(["a", "b/c/y.yaml", "b/**/*.yaml", "link"], folder)).toEqual(
      ["a", "b/c", "b", "other"].map((path) => join(folder, path)),
    );
  });
});
