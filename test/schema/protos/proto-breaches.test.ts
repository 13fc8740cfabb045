import { describe, expect, it } from "vitest";
import { compact } from "../../../schemas/import/protos/compact.ts";
import { parseTypes } from "../../../schemas/import/protos/parse-messages.ts";
import { envoyTypes } from "../../../src/schema/protos/envoy-types.ts";
import { meshTypes } from "../../../src/schema/protos/mesh-types.ts";
import { protoBreaches } from "../../../src/schema/protos/proto-breaches.ts";
import { protoTypesOf, type ProtoTypes } from "../../../src/schema/protos/proto-types.ts";
import { fullParse } from "../../../src/yaml/full-parse.ts";
import { parseYaml } from "../../../src/yaml/parse.ts";

const proto = `syntax = "proto3";
package shop.v1;
import "google/protobuf/duration.proto";
option (x).y = { z: 1 };

message Cart {
  enum Size { option allow_alias = true; SMALL = 0; LARGE = 1 [deprecated = true]; }
  message Item {
    oneof kind { option (validate.required) = true; string book = 1; Size size = 2; }
    reserved 5, 6 to 9;
    reserved "isbn", "ean";
  }
  repeated Item items = 1 [(validate.rules).repeated = { min_items: 1 }];
  map<string, .shop.v1.Cart.Item> by_name = 2;
  google.protobuf.Duration max_age = 3;
  Owner owner = 4 [(validate.rules).message = {required: true}];
  optional uint32 count = 5;
  oneof of { Owner other = 6 [(validate.rules).message = {required: true}]; }
  google.protobuf.Any extra = 7;
}
message Owner { bool is_guest = 1; google.protobuf.Int64Value age = 2; double share = 3; }
message Unrelated {}
`;

const made = compact("a test", parseTypes("a.proto", proto), (name) => name === "shop.v1.Cart");
const shop = protoTypesOf(made);

function breaches(yaml: string, type = "shop.v1.Cart", types: ProtoTypes = shop, isWhole = true) {
  const { documents } = parseYaml(
    { path: "a.yaml", text: yaml },
    () => true,
    () => fullParse,
  );
  const [document] = documents;
  if (document === undefined) throw new Error("no document");
  return protoBreaches(document.root, type, { types, isWhole }).map(
    ({ kind, field, wanted, names }) =>
      `${kind} ${field.path}${wanted && `: ${wanted}`}${kind === "missing" ? `: ${names.join()}` : ""}`,
  );
}

describe("types of .proto files", () => {
  it("are those that the roots lead to", () => {
    expect(Object.keys(made.types)).toEqual([
      "shop.v1.Cart",
      "shop.v1.Cart.Item",
      "shop.v1.Cart.Size",
      "shop.v1.Owner",
    ]);
    expect(made.types["shop.v1.Cart"]?.f).toEqual({
      items: "*shop.v1.Cart.Item",
      by_name: "{shop.v1.Cart.Item",
      max_age: "google.protobuf.Duration",
      owner: "shop.v1.Owner!",
      count: "uint32",
      other: "shop.v1.Owner",
      extra: "google.protobuf.Any",
    });
    expect(made.types["shop.v1.Cart.Item"]).toMatchObject({
      o: [["book", "size"]],
      x: ["isbn", "ean"],
    });
  });

  it("hold what EnvoyFilters patch, and the mesh configuration", () => {
    expect(envoyTypes.message("envoy.config.cluster.v3.Cluster")?.removed).toContain("hosts");
    expect(
      meshTypes.message("istio.mesh.v1alpha1.ProxyConfig")?.fields.get("drainDuration"),
    ).toEqual({
      name: "drain_duration",
      type: "google.protobuf.Duration",
      shape: "one",
      required: false,
    });
    expect(envoyTypes.message("constructor")).toBeUndefined();
  });
});

describe("values", () => {
  it("may be in either spelling, and numbers in quotes", () => {
    const yaml =
      "{ owner: { isGuest: true, age: '7', share: 1e3 }, by_name: { a: { book: x } }, maxAge: 1h30m, count: 4294967295 }";
    expect(breaches(yaml)).toEqual([]);
    expect(breaches("{ owner: null }", undefined, undefined, false)).toEqual([]);
  });

  it("have to be of their type", () => {
    const yaml =
      "{ items: {}, owner: { isGuest: 'true', age: 1.5, share: a }, max_age: 5, count: -1, by_name: [] }";
    expect(breaches(yaml)).toEqual([
      "type items: a list",
      "type owner.isGuest: `true` or `false`",
      "type owner.age: an integer",
      "type owner.share: a number",
      "type max_age: a duration such as `30s`",
      "type count: an integer",
      "type by_name: a map",
    ]);
  });

  it("are whole in lists and maps, even where they are merged", () => {
    const yaml = "{ items: [{}, { size: HUGE }, { isbn: 1, book: x }, { boook: y, size: 1 }] }";
    expect(breaches(yaml, undefined, undefined, false)).toEqual([
      "missing items[0]: book,size",
      "type items[1].size: one of the enum values",
      "removed items[2].isbn",
      "unknown items[3].boook",
    ]);
    expect(breaches("{}")).toEqual(["missing : owner"]);
  });

  it("of unknown types may be anything", () => {
    const known = "{ '@type': type.googleapis.com/shop.v1.Owner, isGuest: 1 }";
    expect(breaches(`{ owner: {}, extra: ${known} }`)).toEqual([
      "type extra.isGuest: `true` or `false`",
    ]);
    expect(breaches("{ owner: {}, extra: { '@type': x/y.Z, a: 1 } }")).toEqual([]);
  });
});
