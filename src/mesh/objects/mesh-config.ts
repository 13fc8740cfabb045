import { keptFor } from "../../collections/lazy.ts";
import type { Resource } from "../../manifest/resource.ts";
import { embeddedDocuments } from "../../yaml/embedded.ts";
import { fieldOf, type Field } from "../../yaml/field.ts";
import { keysOf } from "../../yaml/key-list.ts";
import type { YamlDocument } from "../../yaml/node.ts";

/** What the inputs say about the mesh as a whole; Istio's defaults where they say nothing. */
export interface MeshConfig {
  /** The settings as written; where several say it, what they agree on. `undefined` where the inputs hold none. */
  readonly written: Field | undefined;
  readonly rootNamespace: string;
  readonly autoMtls: boolean;
  /** Sidecars refuse destinations that the registry does not hold. */
  readonly registryOnly: boolean;
  /** Variables of istiod, as what installs it sets them; of several the last. */
  readonly istiodEnv: ReadonlyMap<string, string>;
}

/**
 * From the ConfigMaps of control planes and, among `documents`, what installs these: operators' resources, and values of
 * Istio's charts. The defaults are those of istio `pkg/config/mesh/mesh.go` DefaultMeshConfig (1.31).
 */
export function meshConfigOf(
  resources: readonly Resource[],
  documents: readonly YamlDocument[] = [],
): MeshConfig {
  const found: Field[] = [];
  for (const resource of resources) for (const each of inConfigMap(resource)) found.push(each);
  for (const { root } of documents) for (const each of installed(root)) found.push(each);
  const written = agreed(found);
  return {
    written,
    rootNamespace: written?.get("rootNamespace")?.text ?? "istio-system",
    autoMtls: written?.get("enableAutoMtls")?.boolean()?.value ?? true,
    registryOnly: written?.at("outboundTrafficPolicy", "mode")?.text === "REGISTRY_ONLY",
    istiodEnv: new Map(documents.flatMap(({ root }) => istiodEnvIn(root))),
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

/** Kinds that install Istio. Their structure is not known, but their settings of the mesh are read. */
export function installsIstio(apiVersion: string, kind: string): boolean {
  return (
    (kind === "IstioOperator" && apiVersion.startsWith("install.istio.io/")) ||
    (kind === "Istio" && apiVersion.startsWith("sailoperator.io/"))
  );
}

/**
 * `istio`, and `istio-<revision>` of others. Source: istio `pilot/pkg/bootstrap/mesh.go` getMeshConfigMapName,
 * with the key `mesh` (1.31).
 */
function inConfigMap(resource: Resource): readonly Field[] {
  const text = meshConfigText(resource);
  return text ? embeddedDocuments(text).filter(({ isMap }) => isMap) : nothing;
}

/** The text of a mesh configuration in a ConfigMap. */
export function meshConfigText({ type, name, root }: Resource): Field | undefined {
  const isOne = type === "/ConfigMap" && /^istio(?:-.+)?$/.test(name);
  return isOne ? root.at("data", "mesh") : undefined;
}

/** The mesh configuration in a document that installs Istio: an operator's resource, or values of Istio's charts. */
export const installed = keptFor((root: Field): readonly Field[] => {
  const kind = root.get("kind")?.text;
  const apiVersion = root.get("apiVersion")?.text;
  if (kind === undefined && apiVersion === undefined) return inValues(root);
  if (!installsIstio(apiVersion ?? "", kind ?? "")) return nothing;
  const found = root.at("spec", "meshConfig") ?? root.at("spec", "values", "meshConfig");
  return found?.isMap ? [found] : nothing;
});

/** `pilot.env` of the values of Istio's charts, by themselves or in an operator's resource, and the list of its component. */
function istiodEnvIn(root: Field): readonly (readonly [string, string])[] {
  const isOperator = installsIstio(
    root.get("apiVersion")?.text ?? "",
    root.get("kind")?.text ?? "",
  );
  if (!isOperator && root.get("kind") !== undefined) return [];
  const values = isOperator ? root.at("spec", "values") : root;
  const set = values?.at("pilot", "env")?.entries() ?? [];
  const listed = root.at("spec", "components", "pilot", "k8s", "env")?.items() ?? [];
  return [
    ...set.map((it) => [String(it.step), textOf(it)] as const),
    ...listed.map((it) => [textOf(it.get("name")), textOf(it.get("value"))] as const),
  ];
}

function textOf(field: Field | undefined): string {
  return String(field?.scalar()?.value ?? "");
}

const nothing: readonly Field[] = [];

/** Settings that nothing but a mesh has; one of them tells values of Istio's charts from those of any other. */
const unmistakable = [
  "accessLogFile",
  "defaultConfig",
  "defaultDestinationRuleExportTo",
  "defaultServiceExportTo",
  "defaultVirtualServiceExportTo",
  "enableAutoMtls",
  "extensionProviders",
  "outboundTrafficPolicy",
  "rootNamespace",
  "trustDomain",
];

/** Values of the chart `istiod`, or of a chart that has it among its own. */
function inValues(root: Field): readonly Field[] {
  return [root.get("meshConfig"), root.at("istiod", "meshConfig")].flatMap((field) =>
    field && unmistakable.some((key) => field.get(key) !== undefined) ? [field] : [],
  );
}

/** Of several control planes, or forms of one, nobody knows which is meant: what all of them say. */
function agreed(settings: readonly Field[]): Field | undefined {
  const [first, ...others] = settings;
  if (first?.node.kind !== "map" || others.length === 0) return first;
  const entries = first.node.entries.filter(({ key }) => {
    const said = asText(first.get(key));
    return others.every((other) => asText(other.get(key)) === said);
  });
  return fieldOf(first.source, { ...first.node, keys: keysOf(entries), entries });
}

function asText(field: Field | undefined): string {
  return JSON.stringify(field?.toValue());
}
