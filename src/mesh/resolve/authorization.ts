import type { Resource } from "../../manifest/resource.ts";
import { byAge } from "../world/age.ts";
import { groupBy, invert } from "../../collections/group-by.ts";
import { lazy } from "../../collections/lazy.ts";
import { meantAmong, nearest } from "../world/nearest.ts";
import type { AuthorizationPolicy, PeerAuthentication } from "../objects/policies.ts";
import type { Pods } from "./pods.ts";
import type { Workload } from "../objects/workload.ts";

/** Which policies are for which pods. */
export interface Authorization {
  /** Pods that an AuthorizationPolicy or PeerAuthentication applies to. */
  workloadsUnder(policy: AuthorizationPolicy | PeerAuthentication): readonly Workload[];
  /** The AuthorizationPolicies of a pod's proxy, in the order in which it asks them. */
  authorizationOf(workload: Workload): readonly AuthorizationPolicy[];
}

/** Of pods that a policy selects, those it is meant for. */
export type Narrow = (policy: Resource, pods: readonly Workload[]) => readonly Workload[];

interface AuthorizationSources {
  readonly pods: Pick<Pods, "podsWith">;
  readonly rootNamespace: () => string;
  readonly narrow: Narrow;
}

/** In the order in which proxies ask them. */
const actions = ["CUSTOM", "DENY", "ALLOW", "AUDIT"];

/**
 * A policy is for pods of its namespace, one of the root namespace for pods of all; those with `targetRefs` are for
 * gateways and waypoints. A proxy asks the policies of the root namespace first, then its own, by age.
 * Source: istio `pilot/pkg/model/authorization.go` ListAuthorizationPolicies; for PeerAuthentications
 * `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication (1.31).
 */
export function authorization(
  policies: () => readonly AuthorizationPolicy[],
  { pods, rootNamespace, narrow }: AuthorizationSources,
): Authorization {
  function workloadsUnder(policy: AuthorizationPolicy | PeerAuthentication): readonly Workload[] {
    const { resource, selector } = policy;
    const inRoot = resource.namespace === rootNamespace();
    // A selector in the root namespace finds nobody for a PeerAuthentication.
    const isForNone =
      "targetRefs" in policy ? policy.targetRefs.length > 0 : inRoot && selector.size > 0;
    if (isForNone) return [];
    return narrow(resource, pods.podsWith(selector, inRoot ? undefined : resource.namespace));
  }

  function ordered(): readonly AuthorizationPolicy[] {
    const root = rootNamespace();
    const isOwn = ({ resource }: AuthorizationPolicy): number =>
      Number(resource.namespace !== root);
    const byAction = groupBy(
      policies().toSorted(
        (left, right) => isOwn(left) - isOwn(right) || byAge(left.resource, right.resource),
      ),
      ({ action }) => action,
    );
    return actions.flatMap((action) => byAction.get(action) ?? []);
  }

  const byWorkload = lazy(() =>
    invert(new Map(ordered().map((policy) => [policy, workloadsUnder(policy)]))),
  );
  return { workloadsUnder, authorizationOf: (workload) => byWorkload().get(workload) ?? [] };
}

/**
 * The open world's: a policy of `envs/dev` is not for the variant of the workload in `envs/prod`; and where it leaves its
 * namespace open, it is for the pods beside it.
 */
export function narrowByNearness(workloads: readonly Workload[]): Narrow {
  const isMeant = meantAmong(workloads, ({ resource }) => resource);
  return (policy, pods) =>
    policy.namespace === undefined
      ? nearest(policy, pods, ({ resource }) => resource)
      : pods.filter((pod) => isMeant(policy, pod));
}
