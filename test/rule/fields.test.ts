import { join } from "node:path";
import { expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Rule } from "../../src/rule/rule.ts";
import { foldersIn, sourcesIn } from "../support/fixtures.ts";
import { meshOf } from "../support/mesh-of.ts";

const root = "fixtures/rules";

/** The same mesh, in which a rule gets all that it reads of its kinds, whatever is written there. */
function withoutFields(mesh: Mesh, rule: Rule): Mesh {
  const kinds = rule.fields?.map((places) =>
    Object.fromEntries(Object.keys(places).map((kind) => [kind, ["kind"]])),
  );
  const view = mesh.all[rule.reads];
  const all = {
    ...mesh.all,
    [rule.reads]: (fields: Rule["fields"]) => view(fields === rule.fields ? kinds : fields),
  };
  return { ...mesh, all };
}

function findingsOf(rule: Rule, mesh: Mesh): readonly string[] {
  return rule
    .run(mesh)
    .map(({ headline, primary }) => `${rule.id}: ${headline} at ${primary.span.start}`);
}

const narrow = rules.filter(({ fields }) => fields !== undefined);

/** What rules would find in the files of a folder, if they were not told where to look. */
function hiddenIn(folder: string): readonly string[] {
  const files = sourcesIn(folder).map(({ path, text }) => [path, text] as const);
  const mesh = meshOf(Object.fromEntries(files));
  return narrow.flatMap((rule) => {
    const found = new Set(findingsOf(rule, mesh));
    const all = findingsOf(rule, withoutFields(mesh, rule));
    return all.filter((finding) => !found.has(finding)).map((finding) => `${folder} ${finding}`);
  });
}

const casesIn = (folder: string): readonly string[] =>
  foldersIn(folder).map((name) => join(folder, name));

it("hides nothing that a rule would find", { timeout: 120_000 }, () => {
  expect(narrow.length).toBeGreaterThan(200);
  const cases = casesIn(root).flatMap(casesIn).flatMap(casesIn);
  expect(cases.flatMap(hiddenIn)).toEqual([]);
});
