import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastParse } from "../../src/yaml/fast-parse.ts";
import { rootOf } from "../../src/yaml/field.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { splitDocuments } from "../../src/yaml/split-documents.ts";
import { referenceData } from "../support/reference-data.ts";
import { mutated, randomYaml } from "./random-yaml.ts";

/** Whatever the fast parser is sure about, the full one reads alike: structure, values and places. */
function expectAgreement(path: string, text: string): { documents: number; left: number } {
  const source = { path, text };
  const { chunks } = splitDocuments(source);
  let left = 0;
  for (const { start, end } of chunks) {
    const fast = fastParse(source, start, end);
    if (fast === undefined) left += 1;
    else {
      const root = fast === "nothing" ? {} : { root: rootOf(fast).node };
      expect({ ...root, problems: [] }, text).toEqual(fullParse(source, start, end));
    }
  }
  return { documents: chunks.length, left };
}

const corpus = referenceData("corpus");
/** Larger files say little more, and the full parser needs a second for each megabyte. */
const largest = 12_000;
/** Every so manieth file, which keeps this below a few seconds. */
const step = Number(process.env["CORPUS_STEP"] ?? 5);

describe("the fast parser agrees with the full one", () => {
  it.skipIf(corpus === undefined)("on real manifests, of which it reads nearly all", () => {
    const counted = { documents: 0, left: 0 };
    for (const [path, text] of corpusFiles()) {
      const { documents, left } = expectAgreement(path, text);
      counted.documents += documents;
      counted.left += left;
    }
    expect(counted.documents).toBeGreaterThan(300);
    expect(counted.left / counted.documents).toBeLessThan(0.05);
  });

  it("on generated documents, most of which it reads", () => {
    const counted = { documents: 0, left: 0 };
    fc.assert(
      fc.property(randomYaml, (text) => {
        const { documents, left } = expectAgreement("random.yaml", text);
        counted.documents += documents;
        counted.left += left;
      }),
      { numRuns: 400 },
    );
    expect(counted.left / counted.documents).toBeLessThan(0.6);
  });

  for (const text of [
    "a:\n  b: |\n       \n---\nc: 1\n",
    "a:\n  b: |\n       \n",
    "a: >-\n       \n\n---\nc: 1\n",
    "a: |\n  x\n       \n\n---\nc: 1\n",
    "a: |\n\n  x\n  ...\n...\nb: 1\n",
    "a: >\n  x\n   y\n\n  z\n# c\nb: 1\n",
  ]) {
    it(`on ${JSON.stringify(text)}`, () => {
      expectAgreement("block.yaml", text);
    });
  }

  it("on documents that have been tampered with", () => {
    fc.assert(
      fc.property(mutated(randomYaml), (text) => {
        expectAgreement("mutated.yaml", text);
      }),
      { numRuns: 600 },
    );
  });
});

/** Path and text of a part of the corpus, sources of charts left out. */
function* corpusFiles(): Generator<readonly [string, string]> {
  const folder = corpus ?? "";
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:ya?ml|json)$/.test(path))
    .toSorted();
  for (let index = 0; index < paths.length; index += step) {
    const path = paths[index] ?? "";
    const text = readFileSync(join(folder, path), "utf8");
    if (text.length <= largest && !/^\{\{/m.test(text)) yield [path, text];
  }
}
