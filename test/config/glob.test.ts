import { writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import fastGlob from "fast-glob";
import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { globFault, globTest } from "../../src/config/glob.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A glob, paths that it means, and paths that it does not mean. */
const table: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["*.yaml", ["a.yaml", "k8s/a.yaml", "k8s/.yaml"], ["a.yml", "ayaml"]],
  ["vendor", ["vendor/a.yaml", "x/vendor/b/c.yaml", "vendor"], ["vendors/a.yaml", "x/my-vendor"]],
  ["vendor/", ["vendor/a.yaml", "x/vendor/a.yaml"], ["vendors"]],
  ["./k8s", ["k8s/a.yaml"], ["k8s.yaml"]],
  ["envs/dev", ["envs/dev/a.yaml", "envs/dev/b/c.yaml"], ["x/envs/dev/a.yaml", "envs/dev2/a.yaml"]],
  ["envs/*/a.yaml", ["envs/dev/a.yaml"], ["envs/a.yaml", "envs/x/y/a.yaml"]],
  ["envs/**", ["envs/a.yaml", "envs/x/y.yaml"], ["env/a.yaml"]],
  [
    "**/templates/**",
    ["templates/a.yaml", "charts/x/templates/a.yaml"],
    ["templates", "xtemplates/a"],
  ],
  ["a/**/b.yaml", ["a/b.yaml", "a/x/y/b.yaml"], ["a/xb.yaml", "b.yaml"]],
  [
    "{dev,prod-*}/a.y?ml",
    ["dev/a.yaml", "prod-1/a.yeml"],
    ["test/a.yaml", "prod/a.yaml", "dev/a.yml"],
  ],
  ["[a-c]/[!x].yaml", ["a/y.yaml"], ["d/y.yaml", "a/x.yaml"]],
  ["a+(b).yaml", ["a+(b).yaml"], ["ab.yaml"]],
  ["a,b.yaml", ["a,b.yaml"], ["a", "b.yaml"]],
  [".", ["a", "a/b"], []],
  ["**", ["a", "a/b"], []],
];

describe("a glob", () => {
  for (const [glob, inside, outside] of table) {
    it(`${glob} means what it says`, () => {
      const test = globTest([glob]);
      expect(inside.filter((path) => !test(path))).toEqual([]);
      expect(outside.filter(test)).toEqual([]);
      expect(globFault(glob)).toBeUndefined();
    });
  }

  it.each([
    ["**/**/**/**/**/**/**/**/**/**/**/**/zzz", "a/".repeat(200)],
    ["**a**a**a**a**a**a**a**a**b", "a/".repeat(200)],
    ["*a*a*a*a*a*a*a*a*a*a*b", "a".repeat(400)],
  ])("with many stars takes no longer for it: %s", (glob, path) => {
    expect(globTest([glob])(path)).toBe(false);
    expect(globTest(["vendor", glob])(`${path}b/zzz/b`)).toBe(true);
  });

  it("with many stars means what one with few does", () => {
    const name = constantFrom("a", "ab", "*", "a*", "**", "{a,b}", "[ab]", "{a,{b,*}x}", "?");
    const globs = array(name, { minLength: 2, maxLength: 4 }).map((names) => names.join("/"));
    const paths = array(constantFrom("a", "b", "ab", "x", "bx"), { minLength: 1, maxLength: 5 });
    assert(
      property(globs, paths, (glob, names) => {
        const path = names.join("/");
        // Stars that nothing is behind change nothing.
        expect(globTest([`{${glob},*/*/*/*/*/*/*/nowhere}`])(path)).toBe(globTest([glob])(path));
      }),
      { numRuns: 3000 },
    );
  });

  it("is one of several, or none", () => {
    expect(globTest(["a/*", "b/*"])("b/x")).toBe(true);
    expect(globTest([])("a")).toBe(false);
  });

  it("finds the files that a walk over the disk finds, for globs with a folder", () => {
    const paths = ["a", "b", "ab"].flatMap((folder) =>
      ["a", "b.yaml", "a/b", "b/ab"].map((rest) => `${folder}/d/${rest}/x.yaml`),
    );
    const cwd = temporaryFolder();
    for (const path of paths) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), "");
    }
    const name = constantFrom(
      "a",
      "b",
      "ab",
      "*",
      "a*",

      "**",
      "{a,b}",
      "[ab]",
      "x.yaml",
      "d",
    );
    // What lies below a file is nothing for .gitignore, and the file itself now and then for fast-glob.
    const globs = array(name, { minLength: 2, maxLength: 5 })
      .map((names) => names.join("/"))
      .filter((glob) => !glob.endsWith("/**") && !glob.includes("x.yaml/"));
    assert(
      property(globs, (glob) => {
        // Below a file there is nothing to walk.
        const below = glob.endsWith("x.yaml") ? [] : [`${glob}/**`];
        const expected = fastGlob.sync([glob, ...below], { cwd });
        expect(paths.filter(globTest([glob])).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 200 },
    );
  });
});

describe("a glob that cannot be meant", () => {
  for (const [glob, fault] of [
    ["", /empty/],
    ["/etc/*.yaml", /inside it/],
    ["C:/x", /inside it/],
    ["../x", /inside it/],
    ["a/../../x", /inside it/],
    ["a\\b", /separated by/],
    ["!a", /cannot be negated/],
    ["a{b", /brackets/],
  ] as const) {
    it(`is told: ${glob}`, () => {
      expect(globFault(glob)).toMatch(fault);
    });
  }
});
