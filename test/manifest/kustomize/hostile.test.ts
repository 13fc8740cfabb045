import * as fc from "fast-check";
import { expect, it } from "vitest";
import { overlaysOf } from "../../support/overlays.ts";

const keys = fc.constantFrom(
  ..."resources bases components patches patchesStrategicMerge patchesJson6902 namespace".split(
    " ",
  ),
  ..."namePrefix commonLabels labels replicas configMapGenerator helmCharts openapi kind".split(
    " ",
  ),
  ..."target path patch pairs files name count options op value $patch __proto__ metadata".split(
    " ",
  ),
);
const texts = fc.constantFrom(
  "..",
  ".",
  "a.yaml",
  "../base",
  "kustomization.yaml",
  "/",
  "[",
  "(",
  "{ a: *b }",
  "- op: add",
  '[{ op: add, path: "/spec/0" }]',
  "kind: Service\nmetadata: { name: a }",
  "Component",
);

const anything = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(keys, tie("node"), { maxKeys: 4 }),
  ),
})).node;

const service = `apiVersion: v1
kind: Service
metadata: { name: a }
spec: { ports: [{ port: 80 }] }
`;

it("builds or refuses any kustomization, and never fails", () => {
  const kustomization = fc.dictionary(keys, anything, { maxKeys: 6 });
  fc.assert(
    fc.property(kustomization, kustomization, (base, top) => {
      const { overlays } = overlaysOf([
        { path: "a.yaml", text: service },
        { path: "base/a.yaml", text: JSON.stringify({ spec: top }) },
        { path: "base/kustomization.yaml", text: JSON.stringify(base) },
        { path: "kustomization.yaml", text: JSON.stringify({ ...top, namePrefix: "a-" }) },
      ]);
      for (const { content, obstacle } of overlays) {
        expect(obstacle === undefined || content().built.length === 0).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

it.each(["resources", "components"])("is not slowed down by %s that double each other", (key) => {
  const kind = key === "components" ? "kind: Component\n" : "";
  const levels = Array.from({ length: 40 }, (_, level) => ({
    path: `${level}/kustomization.yaml`,
    text: `${level === 0 ? "" : kind}namePrefix: a-\n${key}: [../${level + 1}, ../${level + 1}]\n`,
  }));
  const last = { path: "40/kustomization.yaml", text: `${kind}resources: [a.yaml]\n` };
  const { overlays } = overlaysOf([...levels, last, { path: "40/a.yaml", text: service }]);
  expect(overlays.map(({ obstacle }) => obstacle === undefined)).toEqual([false]);
});
