import { describe, expect, it } from "vitest";
import { policyInForce } from "../../../src/mesh/resolve/policy-in-force.ts";
import { clientIn, readCluster } from "../../support/cluster-of.ts";

const target = { host: "orders.shop.svc.cluster.local", namespace: "shop" };

function rule(namespace: string, name: string, spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---`;
}

const inForce = (text: string, client: string): string | undefined => {
  const found = readCluster(text).cluster.findRule(target, clientIn(client));
  return found && `${found.namespace}/${found.rule.resource.name}`;
};

const errors = (text: string): number | undefined => {
  const { cluster } = readCluster(text);
  const found = cluster.findRule(target, clientIn("shop"));
  const { outlierDetection } = policyInForce(
    found?.rule,
    { subset: undefined, port: 9090 },
    cluster.config,
  );
  return outlierDetection?.get("consecutive5xxErrors")?.number()?.value;
};

describe("the rule in force", () => {
  it("is the client's, then the service's, then the root namespace's", () => {
    const all = ["web", "shop", "istio-system"].map((namespace) =>
      rule(namespace, "a", "{ host: orders.shop.svc.cluster.local }"),
    );
    expect(inForce(all.join(""), "web")).toBe("web/a");
    expect(inForce(all.slice(1).join(""), "web")).toBe("shop/a");
    expect(inForce(all.slice(2).join(""), "web")).toBe("istio-system/a");
  });

  it("never comes from a third namespace", () => {
    expect(inForce(rule("other", "a", "{ host: orders.shop.svc.cluster.local }"), "web")).toBe(
      undefined,
    );
  });

  it("is a wildcard of the client's namespace before an exact one of the service's", () => {
    const text =
      rule("web", "wide", '{ host: "*.shop.svc.cluster.local" }') +
      rule("shop", "exact", "{ host: orders }");
    expect(inForce(text, "web")).toBe("web/wide");
  });

  it("is exact before wildcards, and the longer of two wildcards", () => {
    const text =
      rule("shop", "a", '{ host: "*.cluster.local" }') +
      rule("shop", "b", '{ host: "*.shop.svc.cluster.local" }');
    expect(inForce(text, "shop")).toBe("shop/b");
    expect(inForce(text + rule("shop", "c", "{ host: orders }"), "shop")).toBe("shop/c");
  });

  it("is hidden from namespaces it is not exported to", () => {
    const text = rule("shop", "a", '{ host: orders, exportTo: ["."] }');
    expect(inForce(text, "shop")).toBe("shop/a");
    expect(inForce(text, "web")).toBe(undefined);
  });

  it("has to select the client where it has a selector", () => {
    const text = rule(
      "web",
      "a",
      "{ host: orders.shop.svc.cluster.local, workloadSelector: { matchLabels: { app: x } } }",
    );
    const { cluster } = readCluster(text);
    expect(cluster.findRule(target, clientIn("web"))).toBe(undefined);
    const client = { namespace: "web", labels: new Map([["app", "x"]]) };
    expect(cluster.findRule(target, client)?.rule.resource.name).toBe("a");
  });
});

describe("two rules of one host", () => {
  const v1 = "{ name: v1, labels: { version: v1 } }";
  const v2 = "{ name: v2, labels: { version: v2 } }";

  it("are one: the subsets of both, the policy of the first", () => {
    const text =
      rule(
        "shop",
        "a",
        `{ host: orders, subsets: [${v1}], trafficPolicy: { tls: { mode: DISABLE } } }`,
      ) +
      rule(
        "shop",
        "b",
        `{ host: orders, subsets: [${v1}, ${v2}], trafficPolicy: { tls: { mode: SIMPLE } } }`,
      );
    const { cluster } = readCluster(text);
    const found = cluster.findRule(target, clientIn("shop"));
    expect(found?.rule.subsets.map(({ name }) => name?.value)).toEqual(["v1", "v2"]);
    const { tls } = policyInForce(found?.rule, { subset: undefined, port: 9090 }, cluster.config);
    expect(tls?.get("mode")?.string()?.value).toBe("DISABLE");
  });

  it("stay apart where they are exported differently", () => {
    const text =
      rule("shop", "a", `{ host: orders, subsets: [${v1}] }`) +
      rule("shop", "b", `{ host: orders, subsets: [${v2}], exportTo: ["."] }`);
    const found = readCluster(text).cluster.findRule(target, clientIn("web"));
    expect(found?.rule.subsets.map(({ name }) => name?.value)).toEqual(["v1"]);
  });
});

it("lets MeshConfig fill in whole blocks that a rule leaves out", () => {
  const config = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    defaultTrafficPolicy:
      outlierDetection: { consecutive5xxErrors: 7 }
---`;
  const own = "{ host: orders, trafficPolicy: { outlierDetection: { interval: 5s } } }";
  expect(errors(config)).toBe(7);
  expect(errors(config + rule("shop", "a", own))).toBe(undefined);
});
