// The rules as the build ships them: what is known of each without its code, and the code in one chunk for each view
// (or kind, where rules read resources), loaded once a mesh has such a thing. Evidence stays in the pages.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { evaluate } from "./build-core.mjs";

const root = resolve(import.meta.dirname, "..");
const registry = resolve(root, "rules/index.ts");

/** @typedef {{ name: string, ids: string[], contents: string }} RuleChunk */

/** The chunks, and the module that stands in for the registry. */
export async function planRules() {
  const { rules } = await evaluate({ entryPoints: [registry], bundle: true, platform: "node" });
  const chunks = new Map();
  for (const rule of rules) {
    const name = chunkOf(rule);
    chunks.set(name, [...(chunks.get(name) ?? []), rule]);
  }
  return {
    chunks: [...chunks].map(([name, members]) => ({ name, contents: chunkModule(members) })),
    index: indexModule(rules, chunks),
  };
}

/** Rules of one kind go together, those of several kinds of one API group, and the others. */
function chunkOf({ reads, at }) {
  if (at === undefined) return reads;
  const types = [...new Set(at.flatMap((places) => Object.keys(places)))];
  const names = [types, types.map((type) => type.slice(0, type.indexOf("/")))];
  const [name] = names.flatMap((them) => (new Set(them).size === 1 ? [them[0]] : []));
  if (name === undefined || name === "*") return reads;
  return `${reads}-${name.replaceAll(/\W+/g, "-")}`;
}

function anywhereIn(at) {
  const entries = at.flatMap((places) => Object.entries(places));
  return Object.fromEntries(entries.map(([type, paths]) => [type, type === "*" ? paths : [""]]));
}

function exportName(id) {
  return id.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());
}

function chunkModule(rules) {
  const imports = rules.map(
    ({ topic, id }) => `import { ${exportName(id)} } from "./rules/${topic}/${id}.ts";`,
  );
  const names = rules.map(({ id }) => exportName(id));
  return [...imports, `export const rules = [${names.join(", ")}];`].join("\n");
}

function indexModule(rules, chunks) {
  const heads = rules.map(({ evidence: _evidence, run: _run, at, ...head }) => ({
    ...head,
    // That there is such a resource is enough to load the code, which looks more closely; of any kind there always is.
    at: at && [anywhereIn(at)],
  }));
  const places = rules.map((rule) => {
    const chunk = chunkOf(rule);
    return [chunk, chunks.get(chunk).indexOf(rule)];
  });
  return `import { lazyRule } from "./src/rule/lazy-rule.ts";
const heads = JSON.parse(${JSON.stringify(JSON.stringify(heads))});
const places = JSON.parse(${JSON.stringify(JSON.stringify(places))});
const load = (path) => require(path);
export const rules = heads.map((head, index) => {
  const [chunk, at] = places[index];
  return lazyRule(head, () => load("./rules/" + chunk + ".cjs").rules[at]);
});`;
}

/** Puts the planned module in the place of the registry. */
export function standIn(contents) {
  return {
    name: "rule-registry",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]rules[\\/]index\.ts$/ }, () => ({
        contents,
        resolveDir: root,
        loader: "ts",
      }));
    },
  };
}

/** Rules without their evidence. */
export const withoutEvidence = {
  name: "without-evidence",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]rules[\\/][a-z-]+[\\/][a-z0-9-]+\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const contents = text.replace(/^  evidence: \[(?:.*\],|[^]*?^  \],)$/m, "  evidence: [],");
      if (contents === text)
        throw new Error(`${relative(root, path)} has no evidence to leave out`);
      return { contents, loader: "ts" };
    });
  },
};
