import { expect, it } from "vitest";
import { classify } from "../../src/manifest/classify.ts";
import { meshConfigOf, type MeshConfig } from "../../src/mesh/objects/mesh-config.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml } from "../../src/yaml/parse.ts";
import { lintText } from "../support/lint-text.ts";

function configIn(text: string): MeshConfig {
  const { documents } = parseYaml(
    { path: "istio.yaml", text },
    () => true,
    () => fullParse,
  );
  return meshConfigOf(classify(documents).resources, documents);
}

/** What is written at the place of a setting. */
function writtenAt({ written }: MeshConfig, key: string): string | undefined {
  const field = written?.get(key);
  return field?.source.text.slice(field.node.start, field.node.end);
}

const configMap = (name: string, mesh: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: istio-system }
data:
  meshNetworks: "networks: {}"
  mesh: ${mesh}
---
`;

const literal = (rootNamespace: string): string => `|-
    # The whole mesh.
    defaultConfig:
      discoveryAddress: istiod.istio-system.svc:15012

    rootNamespace: ${rootNamespace}
    outboundTrafficPolicy: { mode: REGISTRY_ONLY }
    enableAutoMtls: false`;

it("has Istio's defaults where nothing is written", () => {
  expect(configIn("kind: List")).toEqual({
    written: undefined,
    rootNamespace: "istio-system",
    autoMtls: true,
    registryOnly: false,
    istiodEnv: new Map(),
  });
});

it.each(["istio", "istio-canary", "istio-1-30"])("reads the ConfigMap `%s`", (name) => {
  const config = configIn(configMap(name, literal("istio-config")));
  expect(config).toMatchObject({
    rootNamespace: "istio-config",
    autoMtls: false,
    registryOnly: true,
  });
  expect(writtenAt(config, "rootNamespace")).toBe("istio-config");
});

it("knows the places of a text that is not written line by line as the whole text", () => {
  const config = configIn(
    configMap("istio", `"rootNamespace: istio-config\\nenableAutoMtls: false"`),
  );
  expect(config.rootNamespace).toBe("istio-config");
  expect(writtenAt(config, "rootNamespace")).toContain("enableAutoMtls");
});

it.each([
  [
    "an IstioOperator",
    "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  meshConfig:",
  ],
  ["an Istio", "apiVersion: sailoperator.io/v1\nkind: Istio\nspec:\n  values:\n    meshConfig:"],
  ["values of istiod", "pilot: { autoscaleEnabled: true }\nmeshConfig:"],
  ["values of a chart above it", "istiod:\n  meshConfig:"],
])("reads %s", (_, text) => {
  const config = configIn(`${text} { rootNamespace: istio-config, enableAutoMtls: false }\n`);
  expect(config).toMatchObject({ rootNamespace: "istio-config", autoMtls: false });
  expect(writtenAt(config, "rootNamespace")).toBe("istio-config");
});

it.each([
  configMap("settings", literal("other")),
  configMap("istiod", literal("other")),
  "meshConfig: { enabled: true, name: other }\n",
  "mesh: { rootNamespace: other }\n",
  "apiVersion: example.com/v1\nkind: Mesh\nspec: { meshConfig: { rootNamespace: other } }\n",
])("leaves others alone: %s", (text) => {
  expect(configIn(text).written).toBeUndefined();
});

it("takes of several what they agree on", () => {
  const config = configIn(
    configMap("istio", literal("istio-config")) +
      configMap("istio-canary", literal("istio-config").replace("REGISTRY_ONLY", "ALLOW_ANY")),
  );
  expect(config).toMatchObject({
    rootNamespace: "istio-config",
    autoMtls: false,
    registryOnly: false,
  });
});

it("is read of kinds that are not checked, and counted so", () => {
  const { tally } = lintText(
    "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {}\n",
  );
  expect([...tally.unknownKinds]).toEqual([["install.istio.io/v1alpha1/IstioOperator", 1]]);
  expect(tally).toMatchObject({ manifests: 0, otherDocuments: 0 });
});

it.each([
  "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { values: { pilot: { env: { A: true } } } }",
  'apiVersion: sailoperator.io/v1\nkind: Istio\nspec: { values: { pilot: { env: { A: "true" } } } }',
  "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { components: { pilot: { k8s: { env: [{ name: A, value: true }] } } } }",
  "pilot: { env: { A: true } }",
])("reads the variables of istiod in `%s`", (text) => {
  expect([...configIn(text).istiodEnv]).toEqual([["A", "true"]]);
});
