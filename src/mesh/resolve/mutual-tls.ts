import type { Resource } from "../../manifest/resource.ts";
import { byAge, oldest } from "../world/age.ts";
import { indexByNamespace } from "../world/by-namespace.ts";
import { groupBy } from "../../collections/group-by.ts";
import { meantAmong, nearest } from "../world/nearest.ts";
import type { EffectiveMutualTls, MutualTlsMode, PeerAuthentication } from "../objects/policies.ts";
import { selectorIndex } from "../objects/select.ts";
import type { Workload } from "../objects/workload.ts";

/** What PeerAuthentications make of connections to pods. */
export interface MutualTls {
  /** The mode in effect on a pod's port; the mode of the whole pod if no port is given. */
  modeOf(workload: Workload, port: number | undefined): EffectiveMutualTls;
  /** The mode of a namespace as clients see it: they do not know policies of workloads and ports. */
  modeOfNamespace(namespace: string): MutualTlsMode;
  /** Ports that the policies of a pod name. */
  portsOf(workload: Workload): readonly number[];
}

/** The policies of one level that may be in effect for a pod, the oldest first. */
export type Settle = (
  policies: readonly PeerAuthentication[],
  workload: Workload,
) => readonly PeerAuthentication[];

/** The first takes precedence. If the ages are equal, Istio uses the first by name. */
export const settleByAge: Settle = (policies) => policies.slice(0, 1);

/**
 * The mode on a pod's port: its port entry, else that of the workload's policy, the namespace's, the root namespace's,
 * else PERMISSIVE. A selector in the root namespace selects no pods.
 * Source: istio `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication (1.31).
 */
export function mutualTls(
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
  settle: Settle,
): MutualTls {
  const ordered = policies.toSorted((left, right) => byAge(left.resource, right.resource));
  const selecting = indexByNamespace(
    ordered.filter(
      ({ selector, resource }) => selector.size > 0 && resource.namespace !== rootNamespace,
    ),
    namespaceOf,
    (found) => selectorIndex(found, ({ selector }) => selector),
  );
  const wideIn = groupBy(
    ordered.filter(({ selector }) => selector.size === 0),
    namespaceOf,
  );
  const own = ({ resource, labels }: Workload): readonly PeerAuthentication[] =>
    selecting(resource.namespace, labels);
  const wide = (namespace: string | undefined): readonly PeerAuthentication[] =>
    wideIn.get(namespace) ?? [];

  return {
    modeOf(workload, port) {
      const { namespace } = workload.resource;
      const ofPod = settle(own(workload), workload);
      const inPort = port === undefined ? undefined : modeIn(ofPod, (it) => it.portModes.get(port));
      return (
        inPort ??
        modeIn(ofPod, modeOfAll) ??
        modeIn(settle(wide(namespace), workload), modeOfAll) ??
        modeIn(settle(wide(rootNamespace), workload), modeOfAll) ??
        unknown
      );
    },
    modeOfNamespace: (namespace) =>
      (
        modeIn(wide(namespace).slice(0, 1), modeOfAll) ??
        modeIn(wide(rootNamespace).slice(0, 1), modeOfAll) ??
        unknown
      ).mode,
    portsOf: (workload) =>
      settle(own(workload), workload).flatMap((it) => Array.from(it.portModes.keys())),
  };
}

/**
 * The open world's: of variants in several folders those nearest to the pod count, a policy of `envs/dev` is not for the
 * variant of the workload in `envs/prod`; and of these the oldest, where they say when they were made. Where those that
 * remain disagree, the mode is unknown: that is PERMISSIVE without a field.
 */
export function settleByNearness(workloads: readonly Workload[]): Settle {
  const isMeant = meantAmong(workloads, resourceOf);
  return (policies, workload) => {
    const isFor = ({ resource }: PeerAuthentication): boolean => isMeant(resource, workload);
    // Those nearest of all are nearly always meant for it.
    const near = nearest(workload.resource, policies, resourceOf).filter(isFor);
    const found =
      near.length > 0 ? near : nearest(workload.resource, policies.filter(isFor), resourceOf);
    return oldest(found, resourceOf);
  };
}

const unknown: EffectiveMutualTls = {
  mode: "PERMISSIVE",
  decidedBy: undefined,
  policy: undefined,
};

function modeIn(
  policies: readonly PeerAuthentication[],
  modeOf: (policy: PeerAuthentication) => PeerAuthentication["mode"],
): EffectiveMutualTls | undefined {
  const found = policies.flatMap((policy): readonly EffectiveMutualTls[] => {
    const decidedBy = modeOf(policy);
    const mode = decidedBy?.value;
    return isMode(mode) ? [{ mode, decidedBy, policy: policy.resource }] : [];
  });
  return new Set(found.map(({ mode }) => mode)).size > 1 ? unknown : found[0];
}

function modeOfAll({ mode }: PeerAuthentication): PeerAuthentication["mode"] {
  return mode;
}

function namespaceOf({ resource }: PeerAuthentication): string | undefined {
  return resource.namespace;
}

function resourceOf({ resource }: { readonly resource: Resource }): Resource {
  return resource;
}

function isMode(mode: string | undefined): mode is MutualTlsMode {
  return mode === "STRICT" || mode === "PERMISSIVE" || mode === "DISABLE";
}

/** Whether it does so for all ports of a pod, or for one. */
export function switchesMutualTlsOff({ mode, portModes }: PeerAuthentication): boolean {
  return [mode, ...portModes.values()].some((it) => it?.value === "DISABLE");
}
