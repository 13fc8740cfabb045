import { list } from "../../text/lists.ts";
import type { Located } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import { labelIndex } from "../objects/select.ts";
import type { Service } from "../objects/service.ts";
import type { Subset } from "../objects/traffic-policy.ts";
import { podPath, type Workload } from "../objects/workload.ts";

/** Every pod that the Service selects, also in other folders than its own. */
export function selectedPods(service: Service, mesh: Mesh): readonly Workload[] {
  return mesh.podsWith(service.selector, service.resource.namespace);
}

/** The entry of the Service's selector that no pod of the subset can have. */
export function contradictedSelector(
  { labels }: Subset,
  { selector }: Service,
): Located<string> | undefined {
  for (const [key, { value }] of labels) {
    const selected = selector.get(key);
    if (selected !== undefined && selected.value !== value) return selected;
  }
  return undefined;
}

/** Tells the subsets whose labels no pod carries, although the inputs hold pods that could. */
export function emptySubsets(pods: readonly Workload[]): (subset: Subset) => boolean {
  const podsWith = labelIndex(pods, ({ labels }) => labels);
  return ({ labels }) => {
    if (pods.length === 0 || labels.size === 0) return false;
    // Labels that controllers or istiod put on pods or endpoints: topology, template hashes.
    if ([...labels.keys()].some((key) => key.includes("/") || key.endsWith("pod-template-hash"))) {
      return false;
    }
    return podsWith(labels).length === 0;
  };
}

/** What pods have under the first label of the subset. */
export function valuesOfFirstLabel(
  { labels }: Subset,
  pods: readonly Workload[],
): readonly string[] {
  const [key = ""] = labels.keys();
  return [...new Set(pods.flatMap((pod) => pod.labels.get(key)?.value ?? []))];
}

/** `version` is `v1` here, or is not set at all. */
export function whatPodsCarry(subset: Subset, pods: readonly Workload[]): string {
  const [key = ""] = subset.labels.keys();
  const values = valuesOfFirstLabel(subset, pods);
  return values.length === 0 ? `its pods have no \`${key}\`` : `\`${key}\` is ${list(values, 3)}`;
}

/** Whether kustomize puts such labels on a pod. */
export function isRelabelled(pod: Workload, { labels }: Subset, mesh: Mesh): boolean {
  const path = podPath(pod, "metadata.labels");
  return [...labels.keys()].some((key) => mesh.isPatched(pod.resource, `${path}["${key}"]`));
}
