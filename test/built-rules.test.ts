import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../rules/index.ts";
import { defaultSettings } from "../src/config/settings.ts";
import { readSources } from "../src/engine/read-sources.ts";
import { buildMesh } from "../src/mesh/build-mesh.ts";
import type { Rule } from "../src/rule/rule.ts";
import { foldersIn, sourcesIn } from "./support/fixtures.ts";
import { parts } from "./support/lint-text.ts";

/** The build takes rules apart: what is known of each at once, and its code when a mesh has what it reads. */
const core: { modules: readonly { readonly rules?: readonly Rule[] }[] } = createRequire(
  import.meta.url,
)(resolve("dist/core.cjs"));
const built = core.modules.find((exported) => Array.isArray(exported.rules))?.rules ?? [];

function head(rule: Rule): unknown {
  const types = rule.at?.flatMap((places) => Object.keys(places));
  return { ...JSON.parse(JSON.stringify(rule)), evidence: [], at: types && [...new Set(types)] };
}

describe("the rules of the build", () => {
  test("are those of the registry, in its order, with the kinds they look at and without evidence", () => {
    expect(built.map(head)).toEqual(rules.map(head));
  });

  for (const [index, rule] of rules.entries()) {
    test(`${rule.id} finds the same`, () => {
      const folder = join("fixtures/rules", rule.topic, rule.id);
      for (const name of foldersIn(folder).filter((it) => it.startsWith("bad-"))) {
        const inputs = { targets: sourcesIn(join(folder, name)), context: [] };
        const mesh = buildMesh(readSources(inputs, defaultSettings, parts), defaultSettings);
        expect(built[index]?.run(mesh)).toEqual(rule.run(mesh));
      }
    });
  }
});
