import { describe, expect, it } from "vitest";
import type { Mesh } from "../../../src/mesh/mesh.ts";
import { meshOf } from "../../support/mesh-of.ts";

const orders = "orders.shop.svc.cluster.local";

function rule(where: string, spec: string): string {
  return `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: ${where}
spec: ${spec}
---
`;
}

function routeIn(namespace: string | undefined, host: string): string {
  const where = namespace === undefined ? "" : `, namespace: ${namespace}`;
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: client${where} }
spec: { hosts: ["${host}"], http: [{ route: [{ destination: { host: "${host}", subset: v2 } }] }] }
---
`;
}

/** The rules of the only route's destination, the one in force first. */
function rulesIn(mesh: Mesh): readonly string[] {
  return mesh.all
    .destination()
    .flatMap(({ rules }) => rules)
    .map(({ resource }) => `${resource.namespace ?? "?"}/${resource.name}`);
}

const found = (...texts: readonly string[]): readonly string[] =>
  rulesIn(meshOf({ "mesh.yaml": texts.join("") }));

describe("DestinationRules of a destination", () => {
  it("are not in force where they are not exported to", () => {
    const own = rule("{ name: own, namespace: shop }", `{ host: orders, exportTo: ["."] }`);
    expect(found(own, routeIn("web", orders))).toEqual([]);
    expect(found(own, routeIn("shop", "orders"))).toEqual(["shop/own"]);
    const some = rule("{ name: some, namespace: shop }", `{ host: orders, exportTo: [web] }`);
    expect(found(some, routeIn("web", orders))).toEqual(["shop/some"]);
    expect(found(some, routeIn("other", orders))).toEqual([]);
  });

  it("are found at the root namespace that the mesh config names", () => {
    const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "rootNamespace: mesh-root" }
---
`;
    const root = rule("{ name: all, namespace: mesh-root }", `{ host: "*.local" }`);
    expect(found(root, routeIn("web", orders))).toEqual([]);
    expect(found(config, root, routeIn("web", orders))).toEqual(["mesh-root/all"]);
  });

  it("keep to the default visibility of the mesh config", () => {
    const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: 'defaultDestinationRuleExportTo: ["."]' }
---
`;
    const own = rule("{ name: own, namespace: shop }", "{ host: orders }");
    expect(found(config, own, routeIn("web", orders))).toEqual([]);
    expect(found(config, own, routeIn("shop", orders))).toEqual(["shop/own"]);
  });

  it("may be a wildcard of the client's namespace before an exact one of the host's", () => {
    const wide = rule("{ name: wide, namespace: web }", `{ host: "*.shop.svc.cluster.local" }`);
    const exact = rule("{ name: exact, namespace: shop }", "{ host: orders }");
    expect(found(wide, exact, routeIn("web", orders))).toEqual(["web/wide"]);
  });

  it("agree with any namespace where one is left open", () => {
    const open = rule("{ name: open }", "{ host: orders }");
    expect(found(open, routeIn("shop", "orders"))).toEqual(["?/open"]);
    const known = rule("{ name: known, namespace: shop }", `{ host: orders, exportTo: ["."] }`);
    expect(found(known, routeIn(undefined, "orders"))).toEqual(["shop/known"]);
  });

  it("come last where they select clients, whose labels nobody knows", () => {
    const some = rule(
      "{ name: a, namespace: shop }",
      "{ host: orders, workloadSelector: { matchLabels: { app: x } } }",
    );
    const all = rule("{ name: b, namespace: shop }", "{ host: orders }");
    expect(found(some, all, routeIn("shop", "orders"))).toEqual(["shop/b", "shop/a"]);
    expect(found(some, routeIn("web", orders))).toEqual([]);
  });

  it("are those nearest to the route where folders hold variants", () => {
    const own = rule("{ name: own, namespace: shop }", "{ host: orders, subsets: [{ name: v2 }] }");
    const mesh = meshOf({
      "envs/dev/rule.yaml": own,
      "envs/prod/rule.yaml": own,
      "envs/prod/route.yaml": routeIn("shop", "orders"),
    });
    const paths = mesh.all
      .destination()
      .flatMap(({ rules }) => rules)
      .map(({ resource }) => resource.document.source.path);
    expect(paths).toEqual(["envs/prod/rule.yaml"]);
  });
});

it("merges rules of one host: subsets of both, the policy of the first", () => {
  const mesh = meshOf({
    "mesh.yaml": [
      rule(
        "{ name: a, namespace: shop }",
        "{ host: orders, trafficPolicy: { outlierDetection: { interval: 5s } } }",
      ),
      rule(
        "{ name: b, namespace: shop }",
        `{ host: ${orders}, subsets: [{ name: v2, labels: { version: v2 } }] }`,
      ),
      routeIn("shop", "orders"),
    ].join(""),
  });
  const [destination] = mesh.all.destination();
  expect(destination?.subset?.name?.value).toBe("v2");
  expect(destination?.policy?.outlierDetection?.get("interval")?.string()?.value).toBe("5s");
  const used = mesh.all.destinationRule().map((written) => mesh.destinationsUnder(written).length);
  expect(used).toEqual([1, 1]);
});

const intervalIn = (...texts: readonly string[]): string | undefined => {
  const [destination] = meshOf({ "mesh.yaml": texts.join("") }).all.destination();
  return destination?.policy?.outlierDetection?.get("interval")?.string()?.value;
};

it("lets the mesh config fill in blocks that rules leave out", () => {
  const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "defaultTrafficPolicy: { outlierDetection: { interval: 7s } }" }
---
`;
  const own = rule(
    "{ name: a, namespace: shop }",
    "{ host: orders, trafficPolicy: { outlierDetection: { interval: 5s } } }",
  );
  expect(intervalIn(routeIn("shop", "orders"))).toBe(undefined);
  expect(intervalIn(config, routeIn("shop", "orders"))).toBe("7s");
  expect(intervalIn(config, own, routeIn("shop", "orders"))).toBe("5s");
});
