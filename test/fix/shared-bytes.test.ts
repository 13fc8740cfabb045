import { describe, expect, it } from "vitest";
import { planFixes } from "../../src/fix/plan-fixes.ts";
import { findFixes, lintText } from "../support/lint-text.ts";

const anchored = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings, namespace: prod }
spec:
  host: ratings.prod.svc.cluster.local
  trafficPolicy: &policy
    loadBalancer:
      simple: LEAST_CONN
  subsets:
    - name: v1
      labels: { version: v1 }
      trafficPolicy: *policy
`;

const find = (text: string): ReturnType<typeof lintText> =>
  lintText(text, { only: ["lb-least-conn-deprecated"] });

describe("bytes that are shared through an anchor", () => {
  it("are not edited, and the finding says why", () => {
    const { diagnostics } = find(anchored);
    expect(diagnostics.map(({ fix }) => fix)).toEqual(diagnostics.map(() => undefined));
    expect(diagnostics[0]?.help).toMatch(/no fix is offered: it is shared through an anchor/);
    const plan = planFixes([{ path: "a.yaml", text: anchored }], {
      find: findFixes,
      unsafe: true,
      whyLocked: () => undefined,
    });
    expect(plan.changes).toEqual([]);
  });

  it("are spoken of only where there are some", () => {
    const { diagnostics } = find(anchored.replace(" &policy", "").replace("*policy", "{}"));
    expect(diagnostics[0]?.fix?.safe).toBe(true);
    expect(diagnostics[0]?.help).not.toContain("anchor");
  });
});
