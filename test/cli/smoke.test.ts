import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const cart = `syntax = "proto3";
package shop.v1;
service CartService {
  rpc GetCart(Query) returns (Cart);
  rpc WatchCart(Query) returns (stream Cart);
}
message Query {}
message Cart {}
`;

const routes = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - match:
        - uri: { exact: /shop.v1.CartService/GetCart }
          headers: { x-tenant: { exact: "it's me" } }
      route: [{ destination: { host: cart, port: { number: 7070 } } }]
    - match: [{ uri: { prefix: /shop.v1.CartService/ } }]
      route: [{ destination: { host: cart, port: { number: 7070 } } }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: public }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: shop }
      hosts: [shop.example.com]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: public, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [public]
  http:
    - match: [{ uri: { exact: /shop.v1.Orders/Place } }]
      route: [{ destination: { host: orders, port: { number: 9000 } } }]
`;

describe("smoke", () => {
  it("prints a command for each route and RPC that takes it", () => {
    const cwd = temporaryFolder({ "protos/shop/v1/cart.proto": cart, "k8s/routes.yaml": routes });
    const { stdout, stderr, status } = runCli(["smoke", "."], { cwd });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout.split("\n")).toEqual([
      "#!/bin/sh",
      "",
      "# VirtualService shop/cart, k8s/routes.yaml:7",
      String.raw`grpcurl -plaintext -import-path protos -proto shop/v1/cart.proto -H 'x-tenant: it'\''s me' -d '{}' cart.shop.svc.cluster.local:7070 shop.v1.CartService/GetCart`,
      "",
      "# VirtualService shop/cart, k8s/routes.yaml:11",
      "grpcurl -plaintext -import-path protos -proto shop/v1/cart.proto -max-time 10 -d '{}' cart.shop.svc.cluster.local:7070 shop.v1.CartService/WatchCart",
      "",
      "# VirtualService shop/public, k8s/routes.yaml:31",
      "grpcurl -d '{}' shop.example.com:443 shop.v1.Orders/Place",
      "",
    ]);
  });

  const unclosed: readonly (readonly [string, string])[] = [
    ["a service without the closing slash", "/shop.v1.CartService"],
    ["a package", "/shop.v1."],
    ["a part of a name", "/shop.v1.Cart"],
  ];
  for (const [what, prefix] of unclosed) {
    it(`knows the RPCs that the prefix of ${what} covers`, () => {
      const own = (routes.split("---")[0] ?? "").replace("/shop.v1.CartService/ }", `${prefix} }`);
      const cwd = temporaryFolder({ "cart.proto": cart, "routes.yaml": own });
      const { stdout, status } = runCli(["smoke", "."], { cwd });
      expect(stdout).toContain("shop.v1.CartService/WatchCart");
      expect(status).toBe(0);
    });
  }

  it("says what is missing where no route is known to take an RPC", () => {
    const cwd = temporaryFolder({
      "k8s/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: cart }\n",
    });
    const { stdout, stderr, status } = runCli(["smoke", "k8s"], { cwd });
    expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
    expect(stderr).toContain("no route in these files is known to match an RPC");
  });
});
