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
  /** The ConfigMap that they are in. */
  readonly resource?: Resource;
  /** The pods that they are for. */
  readonly workload?: Workload;
}

/** Of all resources, pods and documents. */
export function istioSettings(
  resources: readonly Resource[],
  documents: readonly YamlDocument[],
  workloads: readonly Workload[],
): readonly IstioSettings[] {
  const found: IstioSettings[] = [];
  for (const resource of resources) {
    const text = meshConfigText(resource);
    for (const each of text ? settingsIn(text, { kind: "MeshConfig", resource }) : [])
      found.push(each);
  }
  for (const { root } of documents) {
    for (const each of installed(root))
      found.push({ kind: "MeshConfig", root: each, fault: undefined, isInstaller: true });
  }
  for (const workload of workloads) {
    const text = workload.template.at("metadata", "annotations", "proxy.istio.io/config");
    for (const each of text ? settingsIn(text, { kind: "ProxyConfig", workload }) : [])
      found.push(each);
  }
  return found;
}

type Origin = Pick<IstioSettings, "kind" | "resource" | "workload">;

function settingsIn(text: Field, origin: Origin): readonly IstioSettings[] {
  if (text.text === undefined) return [];
  const { documents, problem } = embeddedYaml(text);
  if (problem) return [{ ...origin, root: undefined, fault: problem }];
  return documents.map((root) => settingsOf(root, origin));
}

function settingsOf(root: Field, origin: Origin): IstioSettings {
  return root.isMap
    ? { ...origin, root, fault: undefined }
    : { ...origin, root: undefined, fault: { message: "it is not a map", span: root.span } };
}

/** Has proxies wait until no connection is active, whatever `terminationDrainDuration` says. */
export const exitSwitch = "EXIT_ON_ZERO_ACTIVE_CONNECTIONS";

/**
 * Where settings of proxies turn it on. Source: istio `pkg/envoy/agent.go` terminate (1.31).
 */
export function exitSwitchIn(config: Field | undefined): Field | undefined {
  const metadata = config?.get("proxyMetadata") ?? config?.get("proxy_metadata");
  const exit = metadata?.get(exitSwitch);
  return exit?.text === "true" || exit?.boolean()?.value === true ? exit : undefined;
}

/** The settings of proxies: those of a pod, or the defaults of a mesh. */
export function proxyConfigIn({ kind, root }: IstioSettings): Field | undefined {
  return kind === "ProxyConfig"
    ? root
    : (root?.get("defaultConfig") ?? root?.get("default_config"));
}
