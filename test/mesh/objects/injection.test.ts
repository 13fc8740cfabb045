import { describe, expect, it } from "vitest";
import type { Injection } from "../../../src/mesh/objects/injection.ts";
import { meshOf } from "../../support/mesh-of.ts";

/** Whether a pod has a proxy, by its own metadata and spec and the labels of its namespace. */
function injectionOf(namespace: string, pod: string, spec = ""): Injection | undefined {
  const mesh = meshOf({
    "all.yaml": `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${namespace} } }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { ${pod} } }
spec: { ${spec} containers: [{ name: cart, image: cart }] }
`,
  });
  return mesh.all.workload()[0]?.injection;
}

const on = "istio-injection: enabled";
const off = "istio-injection: disabled";
const ambient = "istio.io/dataplane-mode: ambient";
const asks = 'sidecar.istio.io/inject: "true"';
const refuses = 'sidecar.istio.io/inject: "false"';

describe("whether a pod has a proxy", () => {
  it.each<[string, string, Injection]>([
    ["", "", "unknown"],
    [on, "", "injected"],
    [on, refuses, "excluded"],
    ["", asks, "injected"],
    [off, "", "excluded"],
    [off, asks, "excluded"],
    [ambient, "", "ambient"],
    [ambient, asks, "injected"],
    [ambient, refuses, "ambient"],
    [ambient, "istio.io/dataplane-mode: none", "excluded"],
    [`${ambient}, ${on}`, "", "injected"],
    [`${ambient}, ${off}`, asks, "ambient"],
    [`${ambient}, istio.io/rev: canary`, "", "unknown"],
    ["istio.io/rev: canary", "", "injected"],
    ["", ambient, "ambient"],
    [on, ambient, "injected"],
  ])("namespace %s, pod %s: %s", (namespace, pod, expected) => {
    expect(injectionOf(namespace, pod)).toBe(expected);
  });

  it("never injects into pods of the host's network", () => {
    expect(injectionOf(on, asks, "hostNetwork: true,")).toBe("excluded");
    expect(injectionOf(ambient, "", "hostNetwork: true,")).toBe("excluded");
  });
});
