import type { Resource } from "../../manifest/resource.ts";
import { Field } from "../../yaml/field.ts";
import { parseYaml } from "../../yaml/parse.ts";
import { namespaceOf } from "./age.ts";

/** What the inputs say about the mesh as a whole; Istio's defaults where they say nothing. */
export interface MeshConfig {
  /** The settings as written; `undefined` where the inputs hold none. */
  readonly written: Field | undefined;
  readonly rootNamespace: string;
  readonly autoMtls: boolean;
  /** Sidecars refuse destinations that the registry does not hold. */
  readonly registryOnly: boolean;
}

/** The defaults are those of istio `pkg/config/mesh/mesh.go` DefaultMeshConfig (1.31). */
export function meshConfigOf(resources: readonly Resource[]): MeshConfig {
  const written = resources.flatMap((resource) => writtenIn(resource) ?? [])[0];
  return {
    written,
    rootNamespace: written?.get("rootNamespace")?.string()?.value ?? "istio-system",
    autoMtls: written?.get("enableAutoMtls")?.boolean()?.value ?? true,
    registryOnly: written?.at("outboundTrafficPolicy", "mode")?.string()?.value === "REGISTRY_ONLY",
  };
}

/** The visibility of objects of a kind that do not say it: `["*"]` unless the mesh config changes it. */
export function defaultExportTo(
  config: MeshConfig,
  key:
    | "defaultServiceExportTo"
    | "defaultVirtualServiceExportTo"
    | "defaultDestinationRuleExportTo",
): readonly string[] {
  const written = config.written?.get(key)?.strings() ?? [];
  return written.length > 0 ? written.map(({ value }) => value) : ["*"];
}

function writtenIn(resource: Resource): Field | undefined {
  if (resource.kind === "IstioOperator") return resource.spec?.get("meshConfig");
  const isMeshConfig =
    resource.kind === "ConfigMap" &&
    resource.name === "istio" &&
    namespaceOf(resource) === "istio-system";
  return isMeshConfig ? parsed(resource) : undefined;
}

/** `data.mesh` is a YAML text of its own: places in it are places in that text. */
function parsed({ root, document }: Resource): Field | undefined {
  const text = root.at("data", "mesh")?.string()?.value;
  if (text === undefined) return undefined;
  const source = { path: document.source.path, text };
  const { documents } = parseYaml(
    source,
    () => true,
    () => () => ({ problems: [] }),
  );
  const [first] = documents;
  return first && new Field(source, first.root);
}
