import { describe, expect, it } from "vitest";
import { readProtos } from "../../src/rpc/read-protos.ts";
import { wholeMatcher } from "../../src/rpc/whole-match.ts";
import type { RpcCatalogue } from "../../src/rpc/rpc.ts";

function catalogue(files: Readonly<Record<string, string>>): RpcCatalogue {
  const sources = Object.entries(files).map(([path, text]) => ({
    path,
    isTarget: true,
    content: () => text,
  }));
  return readProtos(sources, () => wholeMatcher).catalogue;
}

const cart =
  "package shop.v1; service Cart { rpc Get(Q) returns (Q); rpc Watch(Q) returns (stream Q); }";

function nearest(rpcs: RpcCatalogue, name: string): string | undefined {
  const near = rpcs.nearestTo(name);
  return near && `${near.differsIn}: ${near.service.name.value}`;
}

describe("the catalogue of RPCs", () => {
  it("adds up the methods of all copies of a service", () => {
    const copy =
      "package shop.v1; service Cart { rpc Get(Q) returns (Q); rpc Put(stream Q) returns (Q); }";
    const service = catalogue({ "a.proto": cart, "b.proto": copy }).services.get("shop.v1.Cart");
    expect([...(service?.methods.keys() ?? [])]).toEqual(["Get", "Watch", "Put"]);
  });

  it("says of an RPC that copies define differently only what is true of all", () => {
    const copy = "package shop.v1; service Cart { rpc Watch(Q) returns (Q); }";
    const service = catalogue({ "a.proto": cart, "b.proto": copy }).services.get("shop.v1.Cart");
    expect(service?.methods.get("Watch")?.serverStreaming).toBe(false);
  });

  it("leaves a service open whose file has a syntax error", () => {
    const { services } = catalogue({ "a.proto": `${cart} oops` });
    expect(services.get("shop.v1.Cart")?.isOpen).toBe(true);
  });

  it("knows packages, but for those of vendored trees and of files that cannot be read whole", () => {
    const rpcs = catalogue({
      "a.proto": cart,
      "third_party/b.proto": "package other; service S {}",
      "c.proto": "package broken; service S {} oops",
    });
    expect(["shop.v1", "other", "broken"].map((name) => rpcs.holdsPackage(name))).toEqual([
      true,
      false,
      false,
    ]);
    expect(rpcs.services.has("other.S")).toBe(true);
  });

  it("finds the service that a name is nearly of", () => {
    const rpcs = catalogue({
      "a.proto": cart,
      "b.proto": "package shop.v2beta1; service Orders {}",
    });
    expect(nearest(rpcs, "shop.v1.cart")).toBe("case: shop.v1.Cart");
    expect(nearest(rpcs, "Cart")).toBe("package: shop.v1.Cart");
    expect(nearest(rpcs, "v1.Cart")).toBe("package: shop.v1.Cart");
    expect(nearest(rpcs, "shop.v1.Orders")).toBe("version: shop.v2beta1.Orders");
    expect(nearest(rpcs, "shop.Cart")).toBe("version: shop.v1.Cart");
    expect(nearest(rpcs, "shop.v1.Carts")).toBe("spelling: shop.v1.Cart");
    expect(nearest(rpcs, "billing.v1.Cart")).toBeUndefined();
    const unversioned = catalogue({ "a.proto": "package shop; service Cart {}" });
    expect(nearest(unversioned, "shop.v1.Cart")).toBeUndefined();
  });
});
