import type { Resource } from "../../manifest/resource.ts";
import { embeddedYaml } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import type { Span } from "../../yaml/source.ts";
import { installed, meshConfigText } from "./mesh-config.ts";
import type { Workload } from "./workload.ts";

/** Settings of Istio itself: a mesh configuration, or `proxy.istio.io/config` of a pod. */
export interface IstioSettings {
  readonly kind: "MeshConfig" | "ProxyConfig";
  /** The settings as a map; `undefined` where they are none. */
  readonly root: Field | undefined;
  /** Why they cannot be read. */
  readonly fault: { readonly message: string; readonly span: Span } | undefined;
  /** They are settings of what installs Istio, which writes texts of some of them. */
  readonly isInstaller?: boolean;
  /** The pods that they are for. */
  readonly workload: Workload | undefined;
}

const none = { fault: undefined, workload: undefined };

/** Of all resources, pods and documents. */
export function istioSettings(
  resources: readonly Resource[],
  documents: readonly YamlDocument[],
  workloads: readonly Workload[],
): readonly IstioSettings[] {
  const found: IstioSettings[] = [];
  for (const resource of resources) {
    const text = meshConfigText(resource);
    for (const each of text ? settingsIn(text, "MeshConfig", undefined) : []) found.push(each);
  }
  for (const { root } of documents) {
    for (const each of installed(root))
      found.push({ ...none, kind: "MeshConfig", root: each, isInstaller: true });
  }
  for (const workload of workloads) {
    const text = workload.template.at("metadata", "annotations", "proxy.istio.io/config");
    for (const each of text ? settingsIn(text, "ProxyConfig", workload) : []) found.push(each);
  }
  return found;
}

function settingsIn(
  text: Field,
  kind: IstioSettings["kind"],
  workload: Workload | undefined,
): readonly IstioSettings[] {
  if (text.text === undefined) return [];
  const { documents, problem } = embeddedYaml(text);
  if (problem) return [{ kind, root: undefined, fault: problem, workload }];
  return documents.map((root) =>
    root.isMap
      ? { kind, root, fault: undefined, workload }
      : { kind, root: undefined, fault: { message: "it is not a map", span: root.span }, workload },
  );
}

/** The settings of proxies: those of a pod, or the defaults of a mesh. */
export function proxyConfigIn({ kind, root }: IstioSettings): Field | undefined {
  return kind === "ProxyConfig"
    ? root
    : (root?.get("defaultConfig") ?? root?.get("default_config"));
}
