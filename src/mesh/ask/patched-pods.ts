import type { Mesh } from "../mesh.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import type { Gateway } from "../objects/gateway.ts";
import { hasNoSidecar } from "../objects/injection.ts";
import { selects, type Selector } from "../objects/select.ts";
import type { Workload } from "../objects/workload.ts";

/** Labels of the pods that an EnvoyFilter is for; empty for all of its namespace. */
export function patchSelector({ resource }: EnvoyPatch): Selector {
  return resource.spec?.at("workloadSelector", "labels")?.stringMap() ?? new Map();
}

/** Pods whose proxies a patch changes, as far as the inputs hold them. */
export function patchedPods(patch: EnvoyPatch, mesh: Mesh): readonly Workload[] {
  const { namespace } = patch.resource;
  const isRoot = namespace === mesh.config().rootNamespace;
  return mesh
    .podsMeantBy(patch.resource, patchSelector(patch), isRoot ? undefined : namespace)
    .filter((pod) => !hasNoSidecar(pod));
}

/** Gateways whose pods have the labels that a patch selects. */
export function patchedGateways(patch: EnvoyPatch, mesh: Mesh): readonly Gateway[] {
  const selector = patchSelector(patch);
  if (selector.size === 0) return [];
  return mesh.all.gateway().filter((it) => it.selector.size > 0 && selects(selector, it.selector));
}
