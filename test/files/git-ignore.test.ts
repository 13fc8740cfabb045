import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { discover } from "../../src/files/discover.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const files = {
  ".gitignore": "/build/\n*.gen.yaml\n!keep.gen.yaml\n# a comment\n",
  ".git/info/exclude": "mine.yaml\n",
  "a.yaml": "",
  "a.gen.yaml": "",
  "keep.gen.yaml": "",
  "mine.yaml": "",
  "build/out.yaml": "",
  "deploy/build/out.yaml": "",
  "deploy/.gitignore": "secret.yaml\n!b.gen.yaml\n",
  "deploy/secret.yaml": "",
  "deploy/b.gen.yaml": "",
  "deploy/c.gen.yaml": "",
};

async function found(
  folder: string,
  operands: readonly string[],
  useGitIgnore?: boolean,
): Promise<readonly string[]> {
  const options = useGitIgnore === undefined ? {} : { useGitIgnore };
  return (await discover(operands, folder, options)).files;
}

describe("what git ignores", () => {
  it("is left out of folders, the innermost `.gitignore` first", async () => {
    const folder = temporaryFolder(files);
    expect(await found(folder, ["."])).toEqual([
      "a.yaml",
      "deploy/b.gen.yaml",
      "deploy/build/out.yaml",
      "keep.gen.yaml",
    ]);
  });

  it("is left out below a folder, and of globs", async () => {
    const folder = temporaryFolder(files);
    expect(await found(folder, ["deploy"])).toEqual(["deploy/b.gen.yaml", "deploy/build/out.yaml"]);
    expect(await found(folder, ["*.yaml"])).toEqual(["a.yaml", "keep.gen.yaml"]);
    expect(await found(folder, ["**/out.yaml"])).toEqual(["deploy/build/out.yaml"]);
  });

  it("is checked where it is named", async () => {
    const folder = temporaryFolder(files);
    expect(await found(folder, ["mine.yaml", "a.gen.yaml"])).toEqual(["a.gen.yaml", "mine.yaml"]);
    expect(await found(folder, ["build"])).toEqual(["build/out.yaml"]);
  });

  it("is checked where that is asked for, and outside repositories", async () => {
    const folder = temporaryFolder(files);
    expect(await found(folder, ["."], false)).toHaveLength(9);
    const { ".git/info/exclude": _, ...plain } = files;
    expect(await found(temporaryFolder(plain), ["."])).toHaveLength(9);
  });

  it("ends at the repository", async () => {
    const folder = temporaryFolder({ ".gitignore": "*.yaml\n", "inner/a.yaml": "" });
    mkdirSync(join(folder, ".git"));
    mkdirSync(join(folder, "inner", ".git"));
    expect(await found(folder, ["inner"])).toEqual(["inner/a.yaml"]);
  });
});
