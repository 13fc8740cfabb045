import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classify } from "../../src/manifest/classify.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { objectValue } from "../../src/schema/object-value.ts";
import { isSound } from "../../src/schema/sound.ts";
import type { Structure } from "../../src/schema/structure.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml } from "../../src/yaml/parse.ts";
import { parts } from "../support/lint-text.ts";
import { readFolder } from "../support/read-folder.ts";
import { referenceData } from "../support/reference-data.ts";

/** Resources of kinds with a structure, each with that. */
function resourcesIn(path: string, text: string): readonly (readonly [Resource, Structure])[] {
  const { documents } = parseYaml(
    { path, text },
    () => true,
    () => fullParse,
  );
  return classify(documents).resources.flatMap((resource) => {
    const structure = parts.structureOf(resource.group, resource.kind);
    return structure === undefined || resource.role === "patch" ? [] : [[resource, structure]];
  });
}

interface Counted {
  /** Resources, those among them that the validator finds in order, and those that the quick look does. */
  all: number;
  valid: number;
  sound: number;
}

/** Whatever the quick look finds in order, so does the validator. */
function expectAgreement(path: string, text: string, counted: Counted): void {
  for (const [resource, structure] of resourcesIn(path, text)) {
    const errors = structure.validate(objectValue(resource, structure));
    counted.all += 1;
    if (errors.length === 0) counted.valid += 1;
    if (!isSound(resource, structure)) continue;
    counted.sound += 1;
    expect(errors, `${path}: ${resource.kind} ${resource.name}`).toEqual([]);
  }
}

function nothingYet(): Counted {
  return { all: 0, valid: 0, sound: 0 };
}

const fixtures = readFolder("fixtures/rules");
const corpus = referenceData("corpus");
const verdicts = referenceData("vectors/verdicts");

describe("the quick look finds in order only what the validator does, and nearly all of that", () => {
  it("of the fixtures", () => {
    const counted = nothingYet();
    for (const { path, text } of fixtures) expectAgreement(path, text, counted);
    expect(counted.all).toBeGreaterThan(2000);
    expect(counted.sound / counted.valid).toBeGreaterThan(0.98);
  });

  it.skipIf(corpus === undefined)("of real manifests", () => {
    const counted = nothingYet();
    for (const { path, text } of readFolder(corpus ?? "")) {
      if (text.length < 50_000 && !text.includes("{{")) expectAgreement(path, text, counted);
    }
    expect(counted.all).toBeGreaterThan(1500);
    expect(counted.sound / counted.valid).toBeGreaterThan(0.98);
  });

  it.skipIf(verdicts === undefined)("of objects at the border of what API servers accept", () => {
    const counted = nothingYet();
    for (const name of readdirSync(verdicts ?? "").filter((file) => file.endsWith(".jsonl"))) {
      const lines = readFileSync(join(verdicts ?? "", name), "utf8")
        .trim()
        .split("\n");
      for (const line of lines) {
        const { id, manifest }: { id: string; manifest: unknown } = JSON.parse(line);
        expectAgreement(id, JSON.stringify(manifest), counted);
      }
    }
    expect(counted.all - counted.valid).toBeGreaterThan(1000);
    expect(counted.sound / counted.valid).toBeGreaterThan(0.95);
  });

  it("of manifests that have been tampered with", () => {
    const counted = nothingYet();
    const objects = fixtures
      .filter(({ path }) => path.includes("/ok-"))
      .flatMap(({ path, text }) => resourcesIn(path, text))
      .map(([{ root }]) => root.toValue());
    const change = fc.record({ steps: fc.array(fc.nat()), key: fc.nat(), value });
    fc.assert(
      fc.property(fc.constantFrom(...objects), change, (object, { steps, key, value: put }) => {
        const changed = tampered(object, steps, { key, put });
        expectAgreement("tampered.json", JSON.stringify(changed), counted);
      }),
      { numRuns: 3000 },
    );
    expect(counted.valid).toBeLessThan(counted.all);
    expect(counted.valid).toBeGreaterThan(100);
  });
});

const value = fc.oneof(
  fc.constantFrom(null, true, "", "a", "1.5", "😀", 0, -1, 1.5, 70_000, 2 ** 31, 2 ** 63, 1e300),
  fc.constantFrom([], {}, [null], ["a", "a"], [{ name: "a" }, { name: "a" }], { a: null }),
  fc.string(),
  fc.integer(),
);

interface Change {
  readonly key: number;
  readonly put: unknown;
}

/** A copy in which one value, deep inside, is another one. */
function tampered(node: unknown, steps: readonly number[], change: Change): unknown {
  if (typeof node !== "object" || node === null) return change.put;
  const entries = Object.entries(node);
  const [step, ...rest] = steps;
  const picked = (step ?? change.key) % Math.max(entries.length, 1);
  const changed = entries.map(([key, inner], index): [string, unknown] => {
    if (index !== picked) return [key, inner];
    return [key, step === undefined ? change.put : tampered(inner, rest, change)];
  });
  if (Array.isArray(node)) return changed.map(([, inner]) => inner);
  return Object.fromEntries(changed);
}
