import * as fc from "fast-check";
import { expect, test } from "vitest";
import { pathTree, visitPaths } from "../../../src/mesh/objects/path-tree.ts";
import { writtenAt } from "../../../src/mesh/objects/written-at.ts";
import { readSources } from "../../../src/engine/read-sources.ts";
import { defaultSettings } from "../../../src/config/settings.ts";
import { parts } from "../../support/lint-text.ts";
import type { Resource } from "../../../src/manifest/resource.ts";

const type = "networking.istio.io/Gateway";

function gateways(specs: readonly unknown[]): readonly Resource[] {
  const text = specs
    .map((spec, index) =>
      JSON.stringify({
        apiVersion: "networking.istio.io/v1",
        kind: "Gateway",
        metadata: { name: `gateway-${index}` },
        spec,
      }),
    )
    .join("\n---\n");
  const targets = [{ path: "gateways.yaml", text }];
  return readSources({ targets, context: [] }, defaultSettings, parts).resources;
}

function isWritten(resource: Resource, path: string): boolean {
  let found = false;
  visitPaths(resource.root, pathTree([[path, true]]), () => {
    found = true;
  });
  return found;
}

test("every resource with a field at a place is among those that are looked at", () => {
  const key = fc.constantFrom("tls", "port", "hosts", "mode");
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("a", 1),
      fc.array(tie("tree"), { maxLength: 2 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
    ),
  }));
  const step = fc.oneof(
    key.map((it) => `.${it}`),
    fc.constantFrom("[]", "{}"),
  );
  const path = fc.array(step, { maxLength: 4 }).map((steps) => `spec${steps.join("")}`);
  const specs = fc.array(tree, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(specs, fc.array(path, { minLength: 1, maxLength: 3 }), (written, paths) => {
      const resources = gateways(written);
      const found = writtenAt(resources)([{ [type]: paths }]);
      for (const resource of resources) {
        if (paths.some((it) => isWritten(resource, it))) expect(found).toContain(resource);
      }
      expect(new Set(found).size).toBe(found.length);
    }),
  );
});

test("a resource without the rarest key of a path is passed over", () => {
  const resources = gateways([{ servers: [{ tls: {} }] }, { servers: [{}] }]);
  const at = writtenAt(resources);
  expect(at([{ [type]: ["spec.servers[].tls"] }])).toEqual([resources[0]]);
  expect(at([{ "*": ["spec.servers[].tls"] }])).toEqual([resources[0]]);
  expect(at([{ [type]: [""] }])).toEqual(resources);
  expect(at([{ "networking.istio.io/Sidecar": [""] }])).toEqual([]);
});

test("paths that share steps are walked as one tree, each with what it stands for", () => {
  const [gateway] = gateways([{ servers: [{ tls: { mode: "SIMPLE" }, port: null }] }]);
  const found: [string, string][] = [];
  const tree = pathTree([
    ["spec.servers[].tls", "settings"],
    ["spec.servers[].tls.mode", "mode"],
    ["spec.servers[].port", "null"],
    ["", "whole"],
  ]);
  if (gateway) visitPaths(gateway.root, tree, ({ path }, value) => found.push([path, value]));
  expect(found).toEqual([
    ["", "whole"],
    ["spec.servers[0].tls", "settings"],
    ["spec.servers[0].tls.mode", "mode"],
  ]);
});
