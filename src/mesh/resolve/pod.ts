import type { Resource } from "../../manifest/resource.ts";
import type { Workload } from "../objects/workload.ts";
import { namespaceOf } from "../world/age.ts";

/** The labels of a proxy. */
export type Labels = ReadonlyMap<string, string>;

/** The pods of a workload, seen as one: they differ in nothing that the mesh looks at. */
export interface Pod {
  readonly workload: Workload;
  readonly namespace: string;
  readonly labels: Labels;
  readonly hasSidecar: boolean;
}

/** `namespace` is the Namespace object of the pod, if the inputs hold it. */
export function podOf(workload: Workload, namespace: Resource | undefined): Pod {
  return {
    workload,
    namespace: namespaceOf(workload.resource),
    labels: plain(workload.labels),
    hasSidecar: hasSidecar(workload, namespace),
  };
}

export function plain(map: ReadonlyMap<string, { readonly value: string }>): Labels {
  return new Map([...map].map(([key, { value }]) => [key, value]));
}

/** Whether `labels` have all that `selector` asks for; nothing asked for is always there. */
export function selectsAll(
  selector: ReadonlyMap<string, { readonly value: string }>,
  labels: Labels,
): boolean {
  return [...selector].every(([key, { value }]) => labels.get(key) === value);
}

/** A mesh namespace is assumed to be injected unless its labels disable it. */
function hasSidecar({ injection, resource }: Workload, namespace: Resource | undefined): boolean {
  if (injection === "excluded" || injection === "ambient") return false;
  return injection === "injected" || isInjected(namespaceOf(resource), namespace);
}

/** `object` is the Namespace, if the inputs hold it. */
export function isInjected(namespace: string, object: Resource | undefined): boolean {
  if (namespace === "kube-system") return false;
  const above = object?.metadata?.get("labels")?.stringMap();
  return (
    above?.get("istio-injection")?.value !== "disabled" &&
    above?.get("istio.io/dataplane-mode")?.value !== "ambient"
  );
}
