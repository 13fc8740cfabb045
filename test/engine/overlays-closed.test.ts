import { describe, expect, it } from "vitest";
import { lintSources } from "../support/lint-text.ts";

const service = `apiVersion: v1
kind: Service
metadata: { name: reviews }
spec:
  ports:
    - name: grpc
      port: 9080
`;

const policyFor = (target: string): string => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: reviews }
spec: { targetRefs: [{ group: "", kind: Service, name: ${target} }], rules: [{}] }
`;

const objectOf = (kind: string, namespace: string, spec: string): string =>
  `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: { name: reviews, namespace: ${namespace} }\nspec: ${spec}\n`;

const missing = (target: string, overlays: readonly string[]): readonly string[] => {
  const sources = [
    { path: "base/kustomization.yaml", text: "resources: [service.yaml, policy.yaml]\n" },
    { path: "base/service.yaml", text: service },
    { path: "base/policy.yaml", text: policyFor(target) },
    ...overlays.map((name) => ({
      path: `${name}/kustomization.yaml`,
      text: `resources: [../base]\nnamePrefix: ${name}-\nnamespace: ${name}\n`,
    })),
  ];
  return lintSources(sources, {
    complete: true,
    only: ["policy-target-unknown"],
  }).diagnostics.map(({ headline }) => headline);
};

describe("a name that an overlay changes, where the inputs hold all of a namespace", () => {
  it("is there by its new name", () => {
    expect(missing("dev-reviews", ["dev"])).toEqual([]);
  });

  it("is missing where no overlay makes it, and where one of several does not", () => {
    expect(missing("qa-reviews", ["dev"])).toEqual(["there is no target `qa-reviews`"]);
    expect(missing("dev-reviews", ["dev", "prod"])).toEqual(["there is no target `dev-reviews`"]);
    expect(missing("dev-reviews", [])).toEqual(["there is no target `dev-reviews`"]);
  });
});

it("judges what is written by the namespace that an overlay replaces", () => {
  const tokens = "jwtRules: [{ issuer: https://login.example.com }]";
  const labels = "selector: { matchLabels: { app: reviews } }";
  const demand = '{ from: [{ source: { requestPrincipals: ["*"] } }] }';
  const found = (namespace: string): number =>
    lintSources(
      Object.entries({
        "kustomization.yaml": `namespace: ${namespace}\nresources: [tokens.yaml, rules.yaml]\n`,
        "tokens.yaml": objectOf("RequestAuthentication", "dev", `{ ${labels}, ${tokens} }`),
        "rules.yaml": objectOf(
          "AuthorizationPolicy",
          "staging",
          `{ ${labels}, rules: [${demand}] }`,
        ),
        "edge.yaml": objectOf("RequestAuthentication", "edge", `{ ${tokens} }`),
      }).map(([path, text]) => ({ path, text })),
      { only: ["token-demanded-unvalidated"] },
    ).diagnostics.length;
  expect(found("staging")).toBe(0);
  expect(found('""')).toBe(1);
});
