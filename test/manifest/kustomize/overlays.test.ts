import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Overlay } from "../../../src/manifest/kustomize/overlays.ts";
import { findProgram } from "../../support/find-program.ts";
import { asText, kustomized, overlaysOf } from "../../support/overlays.ts";
import { readFolder } from "../../support/read-folder.ts";
import { referenceData } from "../../support/reference-data.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { cases, refused } from "./overlay-cases.ts";

const kubectl = findProgram("kustomize") ?? findProgram("kubectl");
const corpus = referenceData("corpus/repos");

type Files = Readonly<Record<string, string>>;

function onlyOverlay(files: Files): Overlay {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const { overlays } = overlaysOf(sources);
  const [overlay] = overlays;
  if (overlay === undefined || overlays.length > 1) throw new Error("there is not one overlay");
  return overlay;
}

function built({ content }: Overlay): readonly string[] {
  return asText(content().built.map(({ resource }) => resource));
}

describe.skipIf(kubectl === undefined)("an overlay is built as kubectl builds it", () => {
  it.each(Object.entries(cases))("%s", (_, files) => {
    const overlay = onlyOverlay(files);
    expect(overlay.obstacle?.reason).toBeUndefined();
    const theirs = kustomized(kubectl ?? "", join(temporaryFolder(files), "overlay"));
    expect(built(overlay)).toEqual(asText(theirs ?? []));
  });

  it.skipIf(corpus === undefined)("in real repositories", { timeout: 120_000 }, () => {
    const root = corpus ?? "";
    const { overlays } = overlaysOf(readFolder(root));
    const whole = overlays.filter(({ obstacle }) => obstacle === undefined);
    let compared = 0;
    for (const overlay of whole) {
      const folder = join(root, dirname(overlay.root.source.path));
      const theirs = kustomized(kubectl ?? "", folder);
      // Texts of ConfigMaps are missing from some of them.
      if (theirs === undefined) continue;
      compared += 1;
      expect(built(overlay), folder).toEqual(asText(theirs));
    }
    expect(compared).toBeGreaterThanOrEqual(11);
  });

  it("whatever the patches are", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(bases, patches, (base, patch) => {
        const files = overlayOf(base, patch);
        const overlay = onlyOverlay(files);
        fc.pre(overlay.obstacle === undefined);
        const theirs = kustomized(kubectl ?? "", join(temporaryFolder(files), "overlay"));
        expect(built(overlay)).toEqual(asText(theirs ?? []));
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});

it.each(Object.entries(refused))("is not built where %s", (reason, files) => {
  const overlay = onlyOverlay(files);
  expect(overlay.obstacle?.reason).toBe(reason);
  expect(overlay.content().built).toEqual([]);
});

const word = fc.constantFrom("a", "b", "c", "10");
const port = fc.constantFrom(80, 90, 9090);
const named = <Value>(
  arbitrary: fc.Arbitrary<Value>,
  key: keyof Value,
): fc.Arbitrary<readonly Value[]> =>
  fc.uniqueArray(arbitrary, { maxLength: 3, selector: (item) => item[key] });

const env = named(fc.record({ name: word, value: word }), "name");
const containerPorts = named(fc.record({ containerPort: port, name: word }), "containerPort");
const container = fc.record(
  { name: word, args: fc.array(word, { maxLength: 2 }), env, ports: containerPorts },
  { requiredKeys: ["name"] },
);
const labels = fc.record({ a: word, b: word }, { requiredKeys: [] });
const ports = named(fc.record({ port, name: word, targetPort: port }), "port");
const destination = fc.record({ host: word, subset: word }, { requiredKeys: [] });
const route = fc.array(fc.record({ destination }), { maxLength: 2 });
const http = fc.array(fc.record({ timeout: word, route }, { requiredKeys: [] }), { maxLength: 2 });
const hosts = fc.array(word, { maxLength: 2 });

/** No key must be there, so that base and patch have some in common and some not. */
const parts = {
  deployment: fc.record({ labels, containers: named(container, "name") }, { requiredKeys: [] }),
  service: fc.record({ selector: labels, ports }, { requiredKeys: [] }),
  virtualService: fc.record({ hosts, http }, { requiredKeys: [] }),
};
const bases = fc.record(parts);
const patches = fc.record(parts);

type Part = Readonly<Record<string, unknown>>;
interface Parts {
  readonly deployment: Part;
  readonly service: Part;
  readonly virtualService: Part;
}

function documentsOf({ deployment, service, virtualService }: Parts): readonly string[] {
  const template = {
    metadata: { labels: deployment["labels"] },
    spec: { containers: deployment["containers"] },
  };
  return [
    { apiVersion: "apps/v1", kind: "Deployment", spec: { template } },
    { apiVersion: "v1", kind: "Service", spec: service },
    { apiVersion: "networking.istio.io/v1", kind: "VirtualService", spec: virtualService },
  ].map((object) => JSON.stringify({ ...object, metadata: { name: "reviews" } }, null, 2));
}

function overlayOf(base: Parts, patch: Parts): Files {
  const patchFiles = documentsOf(patch).map((text, index) => [`overlay/${index}.yaml`, text]);
  return {
    "base/all.yaml": documentsOf(base).join("\n---\n"),
    "base/kustomization.yaml": "resources: [all.yaml]\n",
    ...Object.fromEntries(patchFiles),
    "overlay/kustomization.yaml":
      "resources: [../base]\npatches: [{ path: 0.yaml }, { path: 1.yaml }, { path: 2.yaml }]\n",
  };
}
