import { classify } from "../../src/manifest/classify.ts";
import { catalogueOf, type Catalogue } from "../../src/mesh/resolve/catalogue.ts";
import { clusterOf, type Cluster } from "../../src/mesh/proxy/cluster.ts";
import { meshConfigOf } from "../../src/mesh/objects/mesh-config.ts";
import { applied } from "../../src/mesh/world/age.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml } from "../../src/yaml/parse.ts";

/** Manifests taken for all that a cluster holds. */
export function readCluster(text: string): {
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
} {
  const { documents } = parseYaml(
    { path: "mesh.yaml", text },
    () => true,
    () => fullParse,
  );
  const resources = classify(documents).resources.map(applied);
  const catalogue = catalogueOf(resources);
  const config = meshConfigOf(resources, documents);
  return {
    catalogue,
    cluster: clusterOf({ resources, catalogue, config, clusterDomain: "cluster.local" }),
  };
}

/** A client of a namespace without labels of its own. */
export const clientIn = (
  namespace: string,
): { readonly namespace: string; readonly labels: ReadonlyMap<string, string> } => ({
  namespace,
  labels: new Map(),
});
