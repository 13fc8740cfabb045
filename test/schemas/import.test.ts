import { describe, expect, it } from "vitest";
import { readCrd } from "../../schemas/import/crd.ts";
import { addReleases, filesOf, nothing } from "../../schemas/import/import-schemas.ts";
import { readOpenApi } from "../../schemas/import/openapi.ts";
import { printJson } from "../../schemas/import/print.ts";
import { readKnown } from "../../schemas/import/read-known.ts";
import type { ReleaseSource } from "../../schemas/import/read-sources.ts";

interface VersionSketch {
  readonly name: string;
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly spec: unknown;
}

function crd(kind: string, versions: readonly VersionSketch[]) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    spec: {
      group: "shop.example.com",
      names: { kind, plural: "shops" },
      versions: versions.map(({ name, served = true, storage = true, spec }) => ({
        name,
        served,
        storage,
        schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
      })),
    },
  };
}

const object = (properties: Readonly<Record<string, unknown>>) => ({ type: "object", properties });
const text = { type: "string" };

function release(name: string, ...crds: readonly unknown[]): ReleaseSource {
  const kinds = crds.flatMap((document) => readCrd(document) ?? []);
  return { product: "shop", release: name, kinds, parts: new Map() };
}

/** The written file of a kind after the given releases. */
function written(kind: string, ...releases: readonly ReleaseSource[]): string {
  const files = filesOf(addReleases(nothing, releases));
  return printJson(files.get(`shop.example.com/${kind}.json`));
}

function specOf(spec: unknown): unknown {
  const [kind] = release("1.0", crd("Shop", [{ name: "v1", spec }])).kinds;
  return kind?.structures[0]?.properties?.["spec"];
}

const union = (...names: readonly string[]) => ({
  oneOf: [
    { not: { anyOf: names.map((name) => ({ required: [name] })) } },
    ...names.map((name) => ({ required: [name] })),
  ],
});

describe("a structure", () => {
  it("is closed unless its source says otherwise", () => {
    expect(specOf(object({ b: text, a: text }))).toEqual({
      type: "object",
      properties: { a: text, b: text },
      additionalProperties: false,
    });
    expect(specOf({ type: "object", additionalProperties: text })).toEqual({
      type: "object",
      additionalProperties: text,
    });
    const free = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    expect(specOf(free)).toEqual({ type: "object" });
    expect(specOf({ ...free, properties: { a: text } })).toEqual({
      type: "object",
      properties: { a: text },
    });
  });

  it("gives an embedded resource its own kind and metadata", () => {
    const spec = { ...object({}), "x-kubernetes-embedded-resource": true };
    expect(specOf(spec)).toMatchObject({
      properties: { kind: text, metadata: { $ref: "meta.v1/ObjectMeta" } },
    });
  });

  it("keeps types, bounds and keys, and neither descriptions nor CEL", () => {
    const spec = object({
      port: {
        description: "a port",
        "x-kubernetes-int-or-string": true,
        anyOf: [{ type: "integer" }, { type: "string" }],
        "x-kubernetes-validations": [{ rule: "self > 0" }],
      },
      weight: { type: "integer", format: "int32", minimum: 0, maximum: 10, nullable: true },
      mode: { type: "string", enum: ["A", "B"], default: "A" },
      ratio: { type: "number", format: "double" },
      names: {
        type: "array",
        items: { ...text, pattern: "^[a-z]+$", maxLength: 5 },
        "x-kubernetes-list-type": "set",
      },
    });
    expect(specOf({ ...spec, required: ["weight", "mode"] })).toEqual({
      type: "object",
      required: ["weight"],
      additionalProperties: false,
      properties: {
        port: { type: ["integer", "string"] },
        weight: { type: ["integer", "null"], format: "int32", minimum: 0, maximum: 10 },
        mode: { type: ["string", "null"], enum: ["A", "B"] },
        ratio: { type: "number" },
        names: {
          type: "array",
          items: { ...text, pattern: "^[a-z]+$", maxLength: 5 },
          "x-list-keys": [],
        },
      },
    });
  });

  it("folds a union into one keyword", () => {
    expect(specOf({ ...object({}), ...union("a", "b") })).toMatchObject({
      "x-at-most-one": [["a", "b"]],
    });
    expect(specOf({ ...object({}), allOf: [union("a", "b"), union("c", "d")] })).toMatchObject({
      "x-at-most-one": [
        ["a", "b"],
        ["c", "d"],
      ],
    });
  });

  it("takes no alternatives that it does not understand", () => {
    expect(() => specOf({ ...object({}), oneOf: [{ required: ["a"] }] })).toThrow(/not known yet/);
    expect(() => specOf({ ...object({}), anyOf: [{ required: ["a"] }] })).toThrow(/not known yet/);
    expect(() => specOf({ ...text, pattern: "(?i)a" })).toThrow(/no JavaScript regular expression/);
  });
});

describe("releases", () => {
  const first = release(
    "1.9",
    crd("Shop", [{ name: "v1beta1", spec: object({ old: text, mode: { ...text, enum: ["A"] } }) }]),
  );
  const second = release(
    "1.10",
    crd("Shop", [
      { name: "v1", storage: false, spec: object({ mode: { ...text, enum: ["A", "B"] } }) },
      {
        name: "v1beta1",
        spec: object({ mode: { ...text, enum: ["A", "B"] }, retry: object({ backoff: text }) }),
      },
    ]),
    crd("Cart", [{ name: "v1", spec: object({ size: text }) }]),
  );
  const third = release(
    "1.11",
    crd("Shop", [
      { name: "v1", spec: object({ mode: { ...text, enum: ["A", "B"] }, retry: object({}) }) },
      { name: "v1beta1", served: false, storage: false, spec: object({}) },
    ]),
    crd("Cart", [{ name: "v1", spec: object({ size: text }) }]),
  );

  it("mark what is younger or older than the range, and nothing else", () => {
    expect(written("Shop", first, second, third)).toBe(`{
  "x-versions": {
    "v1": { "served": { "since": "1.10" }, "stored": { "since": "1.11" } },
    "v1beta1": { "served": { "until": "1.10" }, "stored": { "until": "1.10" } }
  },
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "apiVersion": { "type": "string" },
    "kind": { "type": "string" },
    "metadata": { "$ref": "../kubernetes/meta.v1.json#/$defs/ObjectMeta" },
    "spec": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "mode": { "type": "string", "enum": ["A", "B"], "x-enum-since": { "B": "1.10" } },
        "old": { "x-until": "1.9", "type": "string" },
        "retry": {
          "x-since": "1.10",
          "type": "object",
          "additionalProperties": false,
          "properties": { "backoff": { "x-until": "1.10", "type": "string" } }
        }
      }
    },
    "status": {}
  }
}
`);
    expect(written("Cart", first, second, third)).toContain('"size": { "type": "string" }');
  });

  it("give the same files one by one as all at once", () => {
    const all = filesOf(addReleases(nothing, [first, second, third]));
    let files: ReadonlyMap<string, unknown> = new Map();
    for (const one of [first, second, third]) {
      const before = files;
      const known = readKnown((path) =>
        before.has(path) ? printJson(before.get(path)) : undefined,
      );
      files = filesOf(addReleases(known, [one]));
    }
    expect([...files].map(([path, content]) => [path, printJson(content)])).toEqual(
      [...all].map(([path, content]) => [path, printJson(content)]),
    );
  });

  it("leave what they cover unchanged when an old one is read again", () => {
    const known = addReleases(nothing, [first, second, third]);
    expect(addReleases(known, [second])).toEqual(known);
    expect(addReleases(known, [first, second, third])).toEqual(known);
  });
});

it("writes a long object once, under the name it mostly has", () => {
  const policy = object({ a: object({ long: { ...text, pattern: "x".repeat(160) } }) });
  const spec = object({
    first: policy,
    list: { type: "array", items: object({ policy }) },
    policy,
  });
  const file = written("Shop", release("1.0", crd("Shop", [{ name: "v1", spec }])));
  expect(file.match(/xxx/g)?.length).toBe(53);
  expect(file.match(/"#\/\$defs\/policy"/g)).toHaveLength(3);
});

const reference = (name: string) => ({ allOf: [{ $ref: `#/components/schemas/${name}` }] });

describe("an OpenAPI document", () => {
  const kind = (name: string, properties: Readonly<Record<string, unknown>>) => ({
    ...object(properties),
    "x-kubernetes-group-version-kind": [{ group: "", kind: name, version: "v1" }],
  });
  const source = readOpenApi({
    components: {
      schemas: {
        "io.k8s.api.core.v1.Pod": kind("Pod", {
          spec: reference("io.k8s.api.core.v1.PodSpec"),
          status: object({ phase: text }),
        }),
        "io.k8s.api.core.v1.Job": kind("Job", {
          pod: reference("io.k8s.api.core.v1.PodSpec"),
          own: reference("io.k8s.api.batch.v1.JobSpec"),
        }),
        "io.k8s.api.core.v1.PodSpec": object({
          cpu: reference("io.k8s.apimachinery.pkg.api.resource.Quantity"),
        }),
        "io.k8s.api.batch.v1.JobSpec": object({ anything: { type: "object" } }),
        "io.k8s.apimachinery.pkg.api.resource.Quantity": {
          oneOf: [{ type: "string" }, { type: "number" }],
        },
      },
    },
  });
  const files = filesOf(
    addReleases(nothing, [{ product: "kubernetes", release: "1.35", ...source }]),
  );

  it("shares the parts that several kinds have", () => {
    expect(files.get("core/Pod.json")).toMatchObject({
      properties: { spec: { $ref: "../kubernetes/core.v1.json#/$defs/PodSpec" }, status: {} },
    });
    expect(files.get("kubernetes/core.v1.json")).toEqual({
      $defs: {
        PodSpec: {
          type: "object",
          properties: { cpu: { type: ["number", "string"] } },
          additionalProperties: false,
        },
      },
    });
  });

  it("leaves a part with the one kind that has it", () => {
    expect(files.get("core/Job.json")).toMatchObject({
      properties: { own: { $ref: "#/$defs/batch.v1.JobSpec" } },
      $defs: { "batch.v1.JobSpec": { properties: { anything: { type: "object" } } } },
    });
  });
});
