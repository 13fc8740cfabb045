import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml, type ParsedYaml } from "../../src/yaml/parse.ts";
import { referenceData } from "../support/reference-data.ts";

const vectors = referenceData("vectors/kubectl-yaml");

/** The text of a file of vectors; an empty list where they are absent. */
function read(name: string): string {
  return vectors === undefined ? "[]" : readFileSync(join(vectors, name), "utf8");
}

function parse(text: string): ParsedYaml {
  return parseYaml(
    { path: "t.yaml", text },
    () => true,
    () => fullParse,
  );
}

function isRefused({ problems }: ParsedYaml): boolean {
  return problems.some(({ kind }) => kind === "syntax" || kind === "helm-template");
}

interface Vector {
  readonly yaml: string;
  readonly kubectl: string;
}

describe.skipIf(vectors === undefined)("plain scalars are what kubectl reads", () => {
  const scalars: readonly Vector[] = JSON.parse(read("scalars.json"));

  it.each(scalars)("$yaml is $kubectl", ({ yaml, kubectl }) => {
    const parsed = parse(`a: ${yaml}\n`);
    if (kubectl.startsWith("ERR")) {
      expect(isRefused(parsed)).toBe(true);
      return;
    }
    expect(parsed.problems).toEqual([]);
    expect(parsed.documents.map(({ root }) => root.toValue())).toEqual([
      { a: JSON.parse(kubectl) },
    ]);
  });
});

/** Where we are milder than kubectl 1.32, and why. */
const milder = new Map([
  ["jsonTrailComma", "kubectl 1.35 reads it, for it falls back from JSON to YAML"],
  ["seqTop", "a list at the top is a JSON patch of kustomize as often as a mistake"],
]);

interface Shown {
  readonly n?: unknown;
  readonly kind?: unknown;
  readonly spec?: unknown;
}

describe.skipIf(vectors === undefined)("documents are what kubectl reads", () => {
  const structures: readonly (Vector & { readonly case: string })[] = JSON.parse(
    read("structures.json"),
  );

  it.each(structures)("$case", ({ case: name, yaml, kubectl }) => {
    const parsed = parse(yaml);
    if (kubectl.startsWith("ERR")) {
      expect(isRefused(parsed)).toBe(!milder.has(name));
      return;
    }
    expect(isRefused(parsed)).toBe(false);
    expect(parsed.problems.length > 0).toBe(name.startsWith("dup"));
    const expected: readonly Shown[] = JSON.parse(kubectl);
    const resources: readonly Resource[] = JSON.parse(
      JSON.stringify(parsed.documents.map(({ root }) => root.toValue())),
    );
    expect(resources.flatMap((resource) => shown(resource, expected))).toEqual(expected);
  });
});

interface Resource {
  readonly items?: readonly Resource[];
  readonly metadata?: { readonly name: string };
  readonly kind: string;
  readonly spec?: unknown;
}

/** The fields of a resource that the vector shows; kubectl takes a `List` apart. */
function shown(
  { items, metadata, kind, spec }: Resource,
  expected: readonly Shown[],
): readonly Shown[] {
  if (items) return items.flatMap((item) => shown(item, expected));
  return [
    {
      ...(expected.some((one) => "kind" in one) && { kind }),
      n: metadata?.name,
      ...(spec !== undefined && { spec }),
    },
  ];
}
