import { describe, expect, it } from "vitest";
import { contestOf } from "../../../src/mesh/ask/resolved.ts";
import { meshOf } from "../../support/mesh-of.ts";

/** What becomes of two VirtualServices of one host in namespaces `a` and `b`. */
function contest(exportA: string, exportB: string): unknown {
  const text = [
    ["a", exportA],
    ["b", exportB],
  ]
    .map(
      ([namespace, exportTo]) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: in-${namespace}, namespace: ${namespace} }
spec: { hosts: [api.example.com], exportTo: ${exportTo} }
---
`,
    )
    .join("");
  const mesh = meshOf({ "mesh.yaml": text });
  const [one, other] = mesh.all.virtualService();
  const found = one && other && contestOf(one, other, mesh.config());
  return found?.by === "namespace" ? { ...found, winner: found.winner.resource.name } : found?.by;
}

describe("of two VirtualServices of one host", () => {
  it("the older wins where both are seen alike", () => {
    expect(contest('["*"]', '["*"]')).toBe("age");
    expect(contest("[]", "[c, d]")).not.toBe("age");
    expect(contest("[c]", "[c, d]")).toBe("age");
  });

  it("the private one wins in its namespace, one exported by name before a public one", () => {
    expect(contest('["*"]', '["."]')).toEqual({
      by: "namespace",
      winner: "in-b",
      namespaces: ["b"],
      isOtherUsed: true,
    });
    expect(contest("[c, d]", '["*"]')).toEqual({
      by: "namespace",
      winner: "in-a",
      namespaces: ["c", "d"],
      isOtherUsed: true,
    });
  });

  it("one is never used where the other comes first wherever it is seen", () => {
    expect(contest("[b]", '["."]')).toEqual({
      by: "namespace",
      winner: "in-b",
      namespaces: ["b"],
      isOtherUsed: false,
    });
  });

  it("both count where nobody sees both", () => {
    expect(contest('["."]', '["."]')).toBeUndefined();
    expect(contest('["~"]', '["*"]')).toBeUndefined();
  });
});
