import { describe, expect, it } from "vitest";
import { meshOf } from "../../support/mesh-of.ts";

function gateway(host: string): string {
  return `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: ingress }
spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["${host}"] }] }
---
`;
}

function service(name: string, host: string): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec: { hosts: ["${host}"], gateways: ["${name}"] }
---
`;
}

/** How many VirtualServices the only server has. */
function bound(server: string, name: string, host: string): number {
  const mesh = meshOf({ "mesh.yaml": gateway(server) + service(name, host) });
  const [only] = mesh.all.gatewayServer();
  return only === undefined ? Number.NaN : mesh.virtualServicesOf(only).length;
}

describe("a VirtualService is bound to a server", () => {
  it("that it names, in the old form too", () => {
    expect(bound("*", "ingress/edge", "orders.example.com")).toBe(1);
    expect(bound("*", "edge.ingress.svc.cluster.local", "orders.example.com")).toBe(1);
    expect(bound("*", "edge", "orders.example.com")).toBe(0);
    expect(bound("*", "edge.shop.svc.cluster.local", "orders.example.com")).toBe(0);
  });

  it("by the host that a short name is completed to", () => {
    expect(bound("orders.shop.svc.cluster.local", "ingress/edge", "orders")).toBe(1);
    expect(bound("orders", "ingress/edge", "orders")).toBe(0);
  });

  it("where the server's host is open to its namespace", () => {
    expect(bound("shop/*", "ingress/edge", "orders.example.com")).toBe(1);
    expect(bound("./*", "ingress/edge", "orders.example.com")).toBe(0);
    expect(bound("*/orders.example.com", "ingress/edge", "*.example.com")).toBe(1);
  });
});
