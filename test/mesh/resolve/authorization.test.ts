import { describe, expect, it } from "vitest";
import { meshOf } from "../../support/mesh-of.ts";

const pod = (name: string, namespace: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: ${name} } } } }
---
`;

const policy = (name: string, namespace: string, spec: string): string =>
  `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}${namespace && `, namespace: ${namespace}`} }
spec: ${spec}
---
`;

/** The names of the policies of each pod, by its file and name. */
function policiesIn(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const mesh = meshOf(files);
  return Object.fromEntries(
    mesh.all.workload().map((workload) => {
      const { name, document } = workload.resource;
      const found = mesh.authorizationOf(workload).map(({ resource }) => resource.name);
      return [`${document.source.path} ${name}`, found.join()];
    }),
  );
}

describe("the policies of a pod in a repository", () => {
  it("are asked by action, those of the root namespace first", () => {
    const text =
      pod("orders", "shop") +
      policy("a", "shop", "{ rules: [{}] }") +
      policy("b", "shop", "{ action: DENY, selector: { matchLabels: { app: orders } } }") +
      policy("c", "istio-system", "{ action: DENY }") +
      policy("d", "web", "{ action: DENY }") +
      policy("e", "shop", "{ selector: { matchLabels: { app: carts } } }") +
      policy("f", "shop", "{ targetRefs: [{ kind: Service, name: orders }] }");
    expect(policiesIn({ "mesh.yaml": text })).toEqual({ "mesh.yaml orders": "c,b,a" });
  });

  it("are those of its variant alone, and of folders without one", () => {
    const dev = pod("orders", "shop") + policy("dev", "shop", "{}");
    const prod = pod("orders", "shop") + policy("prod", "istio-system", "{}");
    expect(
      policiesIn({
        "envs/dev/mesh.yaml": dev,
        "envs/prod/mesh.yaml": prod,
        "common/policy.yaml": policy("common", "shop", "{}"),
      }),
    ).toEqual({
      "envs/dev/mesh.yaml orders": "common,dev",
      "envs/prod/mesh.yaml orders": "prod,common",
    });
  });

  it("reach every pod of their namespace, and only those beside them where they name none", () => {
    expect(
      policiesIn({
        "orders/pod.yaml": pod("orders", "shop"),
        "carts/pod.yaml": pod("carts", "shop") + policy("all", "shop", "{}"),
        "carts/open.yaml": policy("open", "", "{}"),
      }),
    ).toEqual({ "orders/pod.yaml orders": "all", "carts/pod.yaml carts": "all,open" });
  });
});
