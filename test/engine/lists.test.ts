import { expect, it } from "vitest";
import { lintText } from "../support/lint-text.ts";

it("checks the items of a List, as `kubectl get -o yaml` writes it", () => {
  const report = lintText(`apiVersion: v1
kind: List
items:
  - apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: { name: ratings, namespace: prod, resourceVersion: "1" }
    spec: { hosts: [ratings], http: [{ timeoutt: 5s, route: [{ destination: { host: ratings } }] }] }
    status: { observedGeneration: "1", conditions: [{ type: Reconciled, status: "True" }] }
metadata: { resourceVersion: "" }
`);
  expect(report.tally.manifests).toBe(1);
  expect(report.diagnostics.map(({ ruleId }) => ruleId)).toEqual(["unknown-field"]);
});

it("checks the items of a list of one kind", () => {
  const report =
    lintText(`{ "apiVersion": "networking.istio.io/v1", "kind": "DestinationRuleList", "items": [
  { "apiVersion": "networking.istio.io/v1", "kind": "DestinationRule", "metadata": { "name": "ratings" },
    "spec": { "hosts": "ratings" } }] }`);
  expect(report.tally.manifests).toBe(1);
  expect(report.diagnostics.map(({ ruleId }) => ruleId)).toContain("unknown-field");
});
