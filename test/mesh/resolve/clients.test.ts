import { describe, expect, it } from "vitest";
import { meshOf } from "../../support/mesh-of.ts";

const pod = (namespace: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway-${namespace}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { istio: ingress } } } }
---
`;

const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec: { selector: { istio: ingress }, servers: [] }
---
`;

const service = (gateways: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec: { hosts: [orders.example.com], gateways: ${gateways} }
---
`;

const route = (parents: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: orders, namespace: shop }
spec: { parentRefs: ${parents} }
---
`;

/** The namespace of those that read the last document's routes; `null` where they may be anywhere. */
function clientOf(...texts: readonly string[]): string | null | undefined {
  const mesh = meshOf({ "mesh.yaml": texts.join("") });
  const last = mesh.all.resource().at(-1);
  const client = last && mesh.clientOf(last);
  return client === undefined ? null : client.namespace;
}

describe("the clients of routes", () => {
  it("are in the namespace of the routes where sidecars read them", () => {
    expect(clientOf(pod("edge"), gateway, service("[]"))).toBe("shop");
    expect(clientOf(pod("edge"), gateway, service("[public, mesh]"))).toBe("shop");
    expect(clientOf(route("[{ kind: Service, name: orders }]"))).toBe("shop");
  });

  it("are the pods that the Gateway selects, wherever they are", () => {
    expect(clientOf(pod("edge"), gateway, service("[public]"))).toBe("edge");
  });

  it("may be anywhere where pods are not known, or are in several namespaces", () => {
    expect(clientOf(gateway, service("[public]"))).toBeNull();
    expect(clientOf(pod("edge"), gateway, service("[public, other]"))).toBeNull();
    expect(clientOf(pod("edge"), pod("inner"), gateway, service("[public]"))).toBeNull();
  });

  it("are beside a Gateway of the Gateway API", () => {
    expect(clientOf(route("[{ name: public, namespace: edge }]"))).toBe("edge");
    expect(clientOf(route("[{ name: public }]"))).toBe("shop");
    expect(clientOf(route("[{ name: public }, { name: inner, namespace: edge }]"))).toBeNull();
  });
});
