import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { topics } from "../src/rule/rule.ts";

/** Below the mesh: what only says what is written. */
const texts = ["src/rpc", "src/proto", "src/schema", "src/manifest", "src/yaml"];

/** What each folder may import of the project, and which packages. */
const allowed: Readonly<
  Record<string, { readonly from: readonly string[]; readonly packages?: readonly string[] }>
> = {
  "src/text": { from: [] },
  "src/yaml": { from: ["src/text"], packages: ["yaml"] },
  // Of `yaml` only what a source and a place in it are.
  "src/proto": { from: ["src/yaml"], packages: ["node:zlib"] },
  "src/rpc": { from: ["src/proto", "src/yaml", "src/text"], packages: ["re2js"] },
  "src/manifest": { from: ["src/yaml", "src/text"] },
  "src/schema": { from: ["src/manifest", "src/yaml", "src/text", "schemas"] },
  "src/mesh": { from: [...texts, "src/text"] },
  "src/rule": { from: ["src/mesh", "src/manifest", "src/yaml", "src/text"] },
  "src/simulate": {
    from: ["src/mesh", "src/manifest", "src/yaml", "src/text"],
    packages: ["re2js"],
  },
  "src/config": { from: ["src/rpc", "src/rule", "src/schema", "src/yaml", "src/text"] },
  "src/files": {
    from: ["src/yaml"],
    packages: ["node:child_process", "fast-glob", "ignore", "node:fs", "node:path"],
  },
  "src/fix": { from: ["src/report", "src/rule", "src/yaml"] },
  "src/report": {
    from: ["src/simulate", "src/rule", "src/yaml", "src/text"],
    packages: ["chalk", "get-east-asian-width"],
  },
  "src/crds": {
    from: ["src/schema", "schemas"],
    packages: [
      "ajv",
      "ajv/dist/vocabularies/core/ref.js",
      "re2js",
      "scripts/validators/formats.cjs",
      "scripts/validators/keywords.mjs",
    ],
  },
  "src/engine": {
    from: ["src/text", "src/config", "src/rule", "src/mesh", "src/report", "src/fix", ...texts],
  },
  "src/cli": {
    from: [
      "src/crds",
      "src/engine",
      "src/config",
      "src/files",
      "src/fix",
      "src/simulate",
      "src/report",
      "src/rpc",
      "src/rule",
      "src/schema",
      "src/yaml",
      "src/text",
      "src/parts.ts",
      "rules",
    ],
    packages: ["node:crypto", "node:module", "node:path", "node:url", "node:util", "node:v8"],
  },
  "src/library": {
    from: [
      "src/engine",
      "src/config",
      "src/fix",
      "src/report",
      "src/rule",
      "src/schema",
      "src/yaml",
      "src/text",
      "src/parts.ts",
      "rules",
    ],
  },
  rules: { from: ["src/rule", "src/mesh", "src/text", ...texts] },
};

/** Deeper than `rule`, `mesh` and `text`, rules see types alone. */
const typesOnlyForRules: ReadonlySet<string> = new Set(texts);

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
        return fine === true ? [] : [`${path} imports ${target}`];
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
          .map(({ target }) => `${path} imports ${target}`),
      );
    expect(strays).toEqual([]);
  });

  it("never lead from one rule to another", () => {
    const strays = modules
      .filter(({ path, folder }) => folder === "rules" && path !== "rules/index.ts")
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => target.startsWith("rules/"))
          .map(({ target }) => `${path} imports ${target}`),
      );
    expect(strays).toEqual([]);
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
