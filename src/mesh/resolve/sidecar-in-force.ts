import type { Resource } from "../../manifest/resource.ts";
import { oldest } from "../world/age.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";
import type { MeshSettings } from "../world/settings.ts";
import { hasNoSidecar } from "../objects/injection.ts";
import { isGatewayPod } from "../objects/gateway-pod.ts";
import { meantAmong } from "../world/nearest.ts";
import { holdsNamespace } from "../world/open-world.ts";
import { sidecarLevels } from "./sidecar.ts";
import { sameDeployment } from "../world/same-deployment.ts";
import type { Workload } from "../objects/workload.ts";

export interface SidecarSources {
  readonly sidecars: readonly Resource[];
  readonly workloads: readonly Workload[];
  readonly config: MeshConfig;
  readonly settings: MeshSettings;
  /** Whether what is applied may be something else than what is written. */
  readonly isPatched: (resource: Resource, path: string) => boolean;
}

/**
 * The Sidecar of a workload, where all that may compete for its pods are known: of several at one level the oldest, where
 * they say when they were made. The root namespace's counts only if no other can exist.
 */
export function sidecarInForce({
  sidecars,
  workloads,
  config,
  settings,
  isPatched,
}: SidecarSources): (workload: Workload) => Resource | undefined {
  if (sidecars.length === 0) return () => undefined;
  const levelsFor = sidecarLevels(sidecars, config.rootNamespace, ({ namespace }) => namespace);
  const isForPods = meantAmong(workloads, ({ resource }) => resource);
  const isMeant = meantAmong(sidecars, (sidecar) => sidecar);
  return (workload) => {
    const { resource, labels } = workload;
    const { namespace } = resource;
    if (namespace === undefined || !mayHaveSidecar(workload)) return undefined;
    const level = levelsFor({ namespace, labels }).find(({ length }) => length > 0) ?? [];
    const found = level.filter((it) => isForPods(it, workload) && isMeant(resource, it));
    const [sidecar, rival] = oldest(found, (it) => it);
    if (sidecar?.namespace === undefined || rival !== undefined) return undefined;
    const isNear =
      sidecar.namespace === namespace && sameDeployment(sidecar, resource) === "certain";
    const isSure = isNear || holdsNamespace(namespace, { settings });
    return isSure && !isPatched(sidecar, "spec") ? sidecar : undefined;
  };
}

/** A gateway has a proxy, and no Sidecar counts for it. */
function mayHaveSidecar(workload: Workload): boolean {
  return !hasNoSidecar(workload) && !isGatewayPod(workload);
}
