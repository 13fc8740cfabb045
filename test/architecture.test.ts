import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { topics } from "../src/rule/rule.ts";
import { allowed, rooms, typesOnlyForRules } from "./support/layers.ts";

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

interface Module {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

function readModule(path: string): Module {
  const text = readFileSync(path, "utf8");
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^;'"]*?\sfrom\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/gm,
  );
  const imports = [...statements].map(([, type, fixed, lazy]) => {
    const target = fixed ?? lazy ?? "";
    return {
      target: target.startsWith(".") ? normalize(join(dirname(path), target)) : target,
      typeOnly: type !== undefined,
    };
  });
  return { path, folder: folderOf(path), text, imports };
}

function folderOf(path: string): string {
  if (!path.startsWith("src/")) return path.split("/")[0] ?? "";
  const folder = dirname(path);
  if (rooms.includes(folder)) return folder;
  return path.split("/").length > 2 ? path.split("/").slice(0, 2).join("/") : path;
}

const modules = ["src", "rules"]
  .flatMap(filesBelow)
  .filter((path) => path.endsWith(".ts"))
  .map(readModule);
const inFolders = modules.filter(({ folder }) => allowed[folder] !== undefined);

const lineCount = (text: string): number => text.split("\n").length - 1;
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\/\/.*$/gm, "");

const camelCase = (id: string): string =>
  id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const lineLimit = (path: string): number => (path.startsWith("rules/") ? 120 : 300);

function reasonAgainst(folder: string): string {
  return `${folder} may import only ${allowed[folder]?.from.join(", ") ?? "nothing"}`;
}

describe("imports", () => {
  it("run one way", () => {
    const strays = inFolders.flatMap(({ path, folder, imports }) =>
      imports.flatMap(({ target }) => {
        const rule = allowed[folder];
        const isPackage =
          !target.startsWith("src/") &&
          !target.startsWith("rules/") &&
          !target.startsWith("schemas/");
        const fine = isPackage
          ? rule?.packages?.includes(target)
          : folderOf(target) === folder || rule?.from.includes(folderOf(target));
        return fine === true ? [] : [`${path} imports ${target}: ${reasonAgainst(folder)}`];
      }),
    );
    expect(strays).toEqual([]);
  });

  it("give rules nothing but types of what lies below the mesh", () => {
    const strays = modules
      .filter(({ folder }) => folder === "rules")
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target, typeOnly }) => !typeOnly && typesOnlyForRules.has(folderOf(target)))
          .map(
            ({ target }) =>
              `${path} imports ${target}: ask it in src/mesh/ask, or import only its type`,
          ),
      );
    expect(strays).toEqual([]);
  });

  it("never lead from one rule to another", () => {
    const strays = modules
      .filter(({ path, folder }) => folder === "rules" && path !== "rules/index.ts")
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => target.startsWith("rules/"))
          .map(
            ({ target }) =>
              `${path} imports ${target}: rules are independent; what two share belongs into src/mesh/ask`,
          ),
      );
    expect(strays).toEqual([]);
  });

  it("lead into a room of the mesh", () => {
    const faces: ReadonlySet<string> = new Set(
      ["all-views", "build-mesh", "mesh", "mesh-inputs"].map((name) => `src/mesh/${name}.ts`),
    );
    const strays = modules.filter(({ path, folder }) => folder === "src/mesh" && !faces.has(path));
    expect(
      strays.map(({ path }) => `${path}: move it to one of ${rooms.join(", ")} (AGENTS.md, map)`),
    ).toEqual([]);
  });

  it("have no cycles", () => {
    const graph = new Map(
      modules.map(({ path, imports }) => [
        path,
        imports.filter(({ typeOnly }) => !typeOnly).map(({ target }) => target),
      ]),
    );
    const done = new Set<string>();
    const visit = (path: string, above: readonly string[]): readonly string[] => {
      if (above.includes(path)) return [[...above.slice(above.indexOf(path)), path].join(" → ")];
      if (done.has(path)) return [];
      const found = (graph.get(path) ?? []).flatMap((next) => visit(next, [...above, path]));
      done.add(path);
      return found;
    };
    expect([...graph.keys()].flatMap((path) => visit(path, []))).toEqual([]);
  });
});

describe("sizes", () => {
  const dataTables: ReadonlySet<string> = new Set(["rules/index.ts"]);

  it("stay below 300 lines a file, 120 a rule", () => {
    const large = modules
      .filter(({ path, text }) => !dataTables.has(path) && lineCount(text) > lineLimit(path))
      .map(({ path, text }) => `${path}: ${lineCount(text)}`);
    expect(large).toEqual([]);
  });

  it("stay below 300 lines a test", () => {
    const large = filesBelow("test").filter(
      (path) => path.endsWith(".ts") && lineCount(readFileSync(path, "utf8")) > 300,
    );
    expect(large).toEqual([]);
  });

  it("stay below 60 lines a function", () => {
    const large = modules.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:export )?(?:async )?function\*? (\w+)[\s\S]*?^}/gm)]
        .filter(([body]) => lineCount(body) >= 60)
        .map(([, name]) => `${path} ${name}`),
    );
    expect(large).toEqual([]);
  });
});

describe("words", () => {
  it("keep process and console in the mains", () => {
    const mains = new Set(["src/cli/main.ts"]);
    const strays = modules
      .filter(
        ({ path, text }) => !mains.has(path) && /\b(process|console)\./.test(withoutComments(text)),
      )
      .map(({ path }) => path);
    expect(strays).toEqual([]);
  });

  it("have no drawer for odds and ends", () => {
    const drawers = modules.filter(({ path }) =>
      /^(utils?|helpers?|common|misc|types|shared)\.ts$/.test(basename(path)),
    );
    expect(drawers.map(({ path }) => path)).toEqual([]);
  });

  it("have no casts beyond the listed borders", () => {
    const borders: ReadonlySet<string> = new Set([]);
    const strays = modules.flatMap(({ path, text }) =>
      withoutComments(text)
        .split("\n")
        .filter(
          (line) =>
            /[\w)\]}"'] as (?!const\b)[A-Z{("'[a-z]/.test(line) &&
            !/^\s*(import|export)\b|^\s*\w+ as \w+,?$/.test(line),
        )
        .filter((line) => !/`[^`]*\bas\b[^`]*`|"[^"]*\bas\b[^"]*"/.test(line) && !borders.has(path))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(strays).toEqual([]);
  });

  it("have one class, Field, besides error types", () => {
    const classes = modules.flatMap(({ text }) =>
      [...text.matchAll(/^(?:export )?class (\w+)/gm)].map(([, name]) => name),
    );
    expect(classes.filter((name) => name !== "Field" && !name?.endsWith("Error"))).toEqual([]);
  });
});

describe("rules", () => {
  const registry = readFileSync("rules/index.ts", "utf8");

  it("are all in the registry, sorted by topic and id, each once", () => {
    const ids = rules.map(({ topic, id }) => `${topic}/${id}`);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    const files = modules
      .filter(({ path }) => /^rules\/[^/]+\/[^/]+\.ts$/.test(path))
      .map(({ path }) => path.slice("rules/".length, -".ts".length));
    expect(ids).toEqual(files.toSorted());
  });

  for (const rule of rules) {
    it(`${rule.id} is named after its mistake in all places`, () => {
      expect(rule.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(rule.id.length).toBeLessThanOrEqual(40);
      expect(topics).toContain(rule.topic);
      expect(registry).toContain(`import { ${camelCase(rule.id)} }`);
      expect(rule.summary).not.toMatch(/\.$/);
      const text = modules.find(({ path }) => path === `rules/${rule.topic}/${rule.id}.ts`)?.text;
      expect(text).toContain(`export const ${camelCase(rule.id)} = defineRule(`);
      if (rule.fixable !== undefined) expect(text).toContain("fix");
    });
  }
});
