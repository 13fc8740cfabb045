import { catalogueOf } from "../../../src/mesh/resolve/catalogue.ts";
import { clusterOf, type Cluster } from "../../../src/mesh/proxy/cluster.ts";
import { applied, namespaceOf } from "../../../src/mesh/world/age.ts";
import { meshConfigOf } from "../../../src/mesh/objects/mesh-config.ts";
import type { Catalogue } from "../../../src/mesh/resolve/catalogue.ts";
import { classify } from "../../../src/manifest/classify.ts";
import type { Resource } from "../../../src/manifest/resource.ts";
import { parseYaml } from "../../../src/yaml/parse.ts";
import type { SourceFile } from "../../../src/yaml/source.ts";
import { fullParse } from "../../../src/yaml/full-parse.ts";
import { isRefused } from "./refused.ts";

/** A case as istiod was given it: what would be refused is left out, and of two objects of a name the second. */
export interface CaseMesh {
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly resources: readonly Resource[];
}

const clusterDomain = "cluster.local";

export function readMesh(sources: readonly SourceFile[]): CaseMesh {
  const documents = sources.flatMap(
    (source) =>
      parseYaml(
        source,
        () => true,
        () => fullParse,
      ).documents,
  );
  const all = classify(documents).resources.map(applied);
  const seen = new Set<string>();
  const resources = all.filter((resource) => {
    const key = `${resource.group}/${resource.kind}/${namespaceOf(resource)}/${resource.name}`;
    if (seen.has(key) || isRefused(resource)) return false;
    seen.add(key);
    return true;
  });
  const catalogue = catalogueOf(resources);
  const config = meshConfigOf(resources, documents);
  return {
    cluster: clusterOf({ resources, catalogue, config, clusterDomain }),
    catalogue,
    resources,
  };
}
