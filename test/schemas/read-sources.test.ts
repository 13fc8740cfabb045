import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addReleases, filesOf, nothing } from "../../schemas/import/import-schemas.ts";
import { printJson } from "../../schemas/import/print.ts";
import { readKnown } from "../../schemas/import/read-known.ts";
import { readSources } from "../../schemas/import/read-sources.ts";
import { referenceData } from "../support/reference-data.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const crd = (kind: string) => ({
  kind: "CustomResourceDefinition",
  spec: {
    group: "shop.example.com",
    names: { kind },
    versions: [
      { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
    ],
  },
});

const ofChannel = (channel: string, kind: string) => ({
  ...crd(kind),
  metadata: { annotations: { "gateway.networking.k8s.io/channel": channel } },
});

describe("a folder of sources", () => {
  it("is read by release, in whatever layout", () => {
    const folder = temporaryFolder({
      "shop-1.10.2/crds/shop.yaml": ["Shop", "Cart"]
        .map((kind) => `---\n${JSON.stringify(crd(kind))}\n`)
        .join(""),
      "shop/1.9.json": JSON.stringify({ kind: "List", items: [crd("Shop")] }),
    });
    const sources = readSources(folder);
    expect(sources.map(({ release, kinds }) => [release, kinds.map(({ kind }) => kind)])).toEqual([
      ["1.9", ["Shop"]],
      ["1.10", ["Shop", "Cart"]],
    ]);
  });

  it("tells channels by the annotation of the Gateway API, and needs the standard one", () => {
    const experimental = JSON.stringify({
      kind: "List",
      items: [ofChannel("experimental", "Shop"), ofChannel("experimental", "Cart")],
    });
    const both = temporaryFolder({
      "a/1.1.json": JSON.stringify(ofChannel("standard", "Shop")),
      "b/1.1.json": experimental,
    });
    const [only] = readSources(both);
    expect(only?.kinds.map(({ kind, versions }) => [kind, versions[0]?.isExperimental])).toEqual([
      ["Shop", undefined],
      ["Cart", true],
    ]);
    expect(() => readSources(temporaryFolder({ "b/1.1.json": experimental }))).toThrow(
      "shop.example.com 1.1: the standard channel is missing",
    );
  });

  it.each([
    [
      "1.1.json",
      '{"kind":"Pod"}',
      /1\.1\.json: neither a CustomResourceDefinition nor an OpenAPI document$/,
    ],
    ["1.1.json", "{", /1\.1\.json: no JSON: [^\n]+$/],
    ["crds.json", JSON.stringify(crd("Shop")), /crds\.json: no release such as 1\.31 in the path$/],
    ["readme.md", "", /no \.json or \.yaml file$/],
  ])("that holds something else in %s is refused in one line", (path, text, message) => {
    expect(() => readSources(temporaryFolder({ [path]: text }))).toThrow(message);
  });
});

/** The committed file below `schemas/`. */
const committed = (path: string): string => readFileSync(join("schemas", path), "utf8");

it("reads its own files back to the same bytes", () => {
  const files = filesOf(readKnown(committed));
  expect(files.size).toBeGreaterThan(40);
  for (const [path, content] of files) expect(printJson(content), path).toBe(committed(path));
});

const sources = referenceData("schema-sources");

describe.skipIf(sources === undefined)("the official sources", () => {
  it("give the committed schemas", () => {
    const files = filesOf(addReleases(nothing, readSources(sources ?? "")));
    for (const [path, content] of files) expect(printJson(content), path).toBe(committed(path));
  });
});
