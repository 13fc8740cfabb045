import { describe, expect, it } from "vitest";
import { joinChannels } from "../../schemas/import/channels.ts";
import { readCrd, type KindSource } from "../../schemas/import/crd.ts";
import { addReleases, filesOf, nothing } from "../../schemas/import/import-schemas.ts";
import { recordOf } from "../../schemas/import/json.ts";

interface VersionSketch {
  readonly name: string;
  readonly storage?: boolean;
  readonly spec: unknown;
}

function crd(kind: string, versions: readonly VersionSketch[]) {
  return {
    kind: "CustomResourceDefinition",
    spec: {
      group: "shop.example.com",
      names: { kind },
      versions: versions.map(({ name, storage = true, spec }) => ({
        name,
        served: true,
        storage,
        schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
      })),
    },
  };
}

const object = (properties: Readonly<Record<string, unknown>>) => ({ type: "object", properties });
const text = { type: "string" };

function kindsOf(crds: readonly unknown[]): readonly KindSource[] {
  return crds.flatMap((document) => readCrd(document) ?? []);
}

const channels = (name: string, standard: readonly unknown[], experimental: readonly unknown[]) => {
  const kinds = joinChannels(kindsOf(standard), kindsOf(experimental));
  return { product: "shop", release: name, kinds, parts: new Map() };
};

describe("two channels of a release", () => {
  const shop = (properties: Readonly<Record<string, unknown>>, name = "v1") =>
    crd("Shop", [{ name, spec: object(properties) }]);
  const kind = { type: "string", enum: ["A"] };
  const more = { type: "string", enum: ["A", "B"] };
  const files = filesOf(
    addReleases(nothing, [
      channels("1.0", [shop({ kind })], [shop({ kind, retry: text }), crd("Cart", [])]),
      channels(
        "1.1",
        [shop({ kind, strict: { type: "string", maxLength: 3 } })],
        [shop({ kind: more, retry: text, strict: text, wild: text })],
      ),
      channels("1.2", [shop({ kind, retry: text })], [shop({ kind: more, retry: text })]),
    ]),
  );
  const { properties: spec } = recordOf(
    recordOf(recordOf(files.get("shop.example.com/Shop.json"))["properties"])["spec"],
  );

  it("mark what only the experimental one has, and until when", () => {
    expect(spec).toMatchObject({
      retry: { "x-experimental": { until: "1.1" } },
      wild: { "x-since": "1.1", "x-until": "1.1", "x-experimental": {} },
      kind: {
        enum: ["A", "B"],
        "x-enum-since": { B: "1.1" },
        "x-enum-experimental": { B: {} },
      },
    });
    expect(recordOf(spec)["retry"]).not.toHaveProperty("x-since");
  });

  it("are bound by what the standard one says of a field that both have", () => {
    expect(spec).toMatchObject({ strict: { maxLength: 3, "x-since": "1.1", "x-until": "1.1" } });
    expect(recordOf(spec)["strict"]).not.toHaveProperty("x-experimental");
  });

  it("tell versions and kinds that only the experimental one serves", () => {
    const beta = { name: "v1beta1", storage: false, spec: object({ retry: text }) };
    const cart = crd("Cart", [{ name: "v1", spec: object({ retry: text }) }]);
    const both = crd("Shop", [{ name: "v1", spec: object({}) }, beta]);
    const index = recordOf(
      filesOf(
        addReleases(nothing, [
          channels("1.0", [shop({})], [both, cart]),
          channels("1.1", [shop({}), cart], [both, cart]),
        ]),
      ).get("kinds.json"),
    );
    expect(index["kinds"]).toMatchObject([
      { kind: "Cart", versions: { v1: { served: {}, experimental: { until: "1.0" } } } },
      { kind: "Shop", versions: { v1: { served: {} }, v1beta1: { served: {}, experimental: {} } } },
    ]);
  });
});
