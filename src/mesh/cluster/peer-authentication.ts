import { groupBy } from "../group-by.ts";
import type { EffectiveMutualTls, MutualTlsMode, PeerAuthentication } from "../policies.ts";
import { byAge, namespaceOf } from "../age.ts";
import { selectsAll, type Pod } from "./pod.ts";

/** PeerAuthentications in the order in which they win. */
export interface MutualTls {
  /** The mode in force on a pod's port; the pod's as a whole where no port is given. */
  modeOf(pod: Pod, port: number | undefined): EffectiveMutualTls;
  /** The mode of a namespace as clients take it: policies of workloads and ports are not known to them. */
  modeOfNamespace(namespace: string): MutualTlsMode;
  /** Ports that the policies of a pod name. */
  portsOf(pod: Pod): readonly number[];
}

/**
 * The oldest policy of the mesh, of the namespace and of the workload count, each over the one before.
 * Source: istio `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication (1.31).
 */
export function mutualTls(
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
): MutualTls {
  const byNamespace = groupBy(
    policies.toSorted((left, right) => byAge(left.resource, right.resource)),
    ({ resource }) => namespaceOf(resource),
  );
  const wideIn = (namespace: string): PeerAuthentication | undefined =>
    byNamespace.get(namespace)?.find(({ selector }) => selector.size === 0);

  function ownOf(pod: Pod): PeerAuthentication | undefined {
    if (pod.namespace === rootNamespace) return undefined;
    return byNamespace
      .get(pod.namespace)
      ?.find(({ selector }) => selector.size > 0 && selectsAll(selector, pod.labels));
  }

  function chainOf(pod: Pod): readonly PeerAuthentication[] {
    return [ownOf(pod), wideIn(pod.namespace), wideIn(rootNamespace)].flatMap((it) => it ?? []);
  }

  return {
    modeOf(pod, port) {
      const own = ownOf(pod);
      const entry = port === undefined ? undefined : own?.portModes.get(port);
      if (own && entry && isMode(entry.value)) {
        return { mode: entry.value, decidedBy: entry, policy: own.resource };
      }
      return firstMode(chainOf(pod));
    },
    modeOfNamespace: (namespace) =>
      firstMode([wideIn(namespace), wideIn(rootNamespace)].flatMap((it) => it ?? [])).mode,
    portsOf: (pod) => [...(ownOf(pod)?.portModes.keys() ?? [])],
  };
}

function firstMode(policies: readonly PeerAuthentication[]): EffectiveMutualTls {
  for (const { mode, resource } of policies) {
    if (mode && isMode(mode.value)) return { mode: mode.value, decidedBy: mode, policy: resource };
  }
  return { mode: "PERMISSIVE", decidedBy: undefined, policy: undefined };
}

function isMode(mode: string): mode is MutualTlsMode {
  return mode === "STRICT" || mode === "PERMISSIVE" || mode === "DISABLE";
}
