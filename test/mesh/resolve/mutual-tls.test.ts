import { describe, expect, it } from "vitest";
import { meshOf } from "../../support/mesh-of.ts";

const pod = `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec: { template: { metadata: { labels: { app: orders } } } }
---
`;

const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "rootNamespace: mesh-root" }
---
`;

function policy(metadata: string, mode: string): string {
  return `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { ${metadata} }
spec: { mtls: { mode: ${mode} } }
---
`;
}

/** The mode of the only pod, and the name of the policy that decides it. */
function modeOf(...texts: readonly string[]): readonly (string | undefined)[] {
  const mesh = meshOf({ "mesh.yaml": [pod, ...texts].join("") });
  const [workload] = mesh.all.workload();
  const found = workload && mesh.mutualTlsOf(workload, 50051);
  return [found?.mode, found?.policy?.name];
}

describe("the mode of a pod in a repository", () => {
  it("comes from the root namespace that the mesh config names", () => {
    const root = policy("name: root, namespace: mesh-root", "STRICT");
    expect(modeOf(root)).toEqual(["PERMISSIVE", undefined]);
    expect(modeOf(config, root)).toEqual(["STRICT", "root"]);
  });

  it("is no longer that of istio-system where another namespace is the root", () => {
    const former = policy("name: former, namespace: istio-system", "STRICT");
    expect(modeOf(former)).toEqual(["STRICT", "former"]);
    expect(modeOf(config, former)).toEqual(["PERMISSIVE", undefined]);
  });

  it("is the oldest policy's where all say when they were made", () => {
    const younger = policy(
      'name: a, namespace: shop, creationTimestamp: "2024-05-02T00:00:00Z"',
      "DISABLE",
    );
    const older = policy(
      'name: b, namespace: shop, creationTimestamp: "2024-05-01T00:00:00Z"',
      "STRICT",
    );
    expect(modeOf(younger, older)).toEqual(["STRICT", "b"]);
  });

  it("is not known where policies disagree and one does not say its age", () => {
    const dated = policy(
      'name: a, namespace: shop, creationTimestamp: "2024-05-02T00:00:00Z"',
      "DISABLE",
    );
    const undated = policy("name: b, namespace: shop", "STRICT");
    expect(modeOf(dated, undated)).toEqual(["PERMISSIVE", undefined]);
  });
});
