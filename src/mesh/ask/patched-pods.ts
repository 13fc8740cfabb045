import type { Mesh } from "../mesh.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import type { Gateway } from "../objects/gateway.ts";
import { hasNoSidecar } from "../objects/injection.ts";
import type { Selector } from "../objects/select.ts";
import type { Workload } from "../objects/workload.ts";
import { gatewaysPerhapsUnder } from "./reached-gateways.ts";

/** Labels of the pods that an EnvoyFilter is for; empty for all of its namespace. */
export function patchSelector({ resource }: EnvoyPatch): Selector {
  return resource.spec?.at("workloadSelector", "labels")?.stringMap() ?? new Map();
}

/** Pods whose proxies a patch changes, as far as the inputs hold them. */
export function patchedPods(patch: EnvoyPatch, mesh: Mesh): readonly Workload[] {
  if (hasTargets(patch)) return [];
  const { namespace } = patch.resource;
  const isRoot = namespace === mesh.config().rootNamespace;
  return mesh
    .podsMeantBy(patch.resource, patchSelector(patch), isRoot ? undefined : namespace)
    .filter((pod) => !hasNoSidecar(pod));
}

/** Gateways whose proxies a patch changes, as far as the inputs tell. */
export function patchedGateways(patch: EnvoyPatch, mesh: Mesh): readonly Gateway[] {
  if (hasTargets(patch)) return [];
  return gatewaysPerhapsUnder({ resource: patch.resource, selector: patchSelector(patch) }, mesh);
}

/** It is for Gateways and waypoints of the Gateway API then. */
function hasTargets({ resource }: EnvoyPatch): boolean {
  return (resource.spec?.get("targetRefs")?.items() ?? []).length > 0;
}
