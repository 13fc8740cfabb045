import type { Resource } from "../../manifest/resource.ts";
import { byAge } from "../world/age.ts";
import { indexByNamespace } from "../world/by-namespace.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";
import { selectorIndex, type LabelValues } from "../objects/select.ts";

/** A client of a Sidecar: the namespace and labels of its pod. */
export interface SidecarClient {
  readonly namespace: string | undefined;
  readonly labels: LabelValues;
}

/**
 * Sidecars that compete for a client, level by level, each by age: those of its namespace with a selector that finds it,
 * those of its namespace without, those of the root namespace without. The first level that has any decides.
 */
export type SidecarLevels = (client: SidecarClient) => readonly (readonly Resource[])[];

/** Source: istio `pilot/pkg/model/push_context.go` getSidecarScope, initSidecarScopes (1.31). */
export function sidecarLevels(
  sidecars: readonly Resource[],
  rootNamespace: string,
  namespaceOf: (sidecar: Resource) => string | undefined,
): SidecarLevels {
  const ordered = sidecars.toSorted(byAge);
  const selecting = indexByNamespace(ordered.filter(hasSelector), namespaceOf, selectingIndex);
  const wide = indexByNamespace(
    ordered.filter((it) => !hasSelector(it)),
    namespaceOf,
    (found) => () => found,
  );
  return ({ namespace, labels }) => [
    selecting(namespace, labels),
    wide(namespace, undefined),
    wide(rootNamespace, undefined),
  ];
}

function hasSelector({ spec }: Resource): boolean {
  return spec?.get("workloadSelector") !== undefined;
}

/** A selector without labels selects every pod. */
function selectingIndex(
  sidecars: readonly Resource[],
): (labels: LabelValues) => readonly Resource[] {
  return selectorIndex(
    sidecars,
    ({ spec }) => spec?.at("workloadSelector", "labels")?.stringMap() ?? new Map<string, never>(),
  );
}

/** Whether a client's proxy refuses hosts that its Sidecar does not let in; otherwise it passes them on as they are. */
export function isRegistryOnly(sidecar: Resource | undefined, config: MeshConfig): boolean {
  const policy = sidecar?.spec?.get("outboundTrafficPolicy");
  return policy ? policy.get("mode")?.text !== "ALLOW_ANY" : config.registryOnly;
}
