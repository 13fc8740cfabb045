import type { Mesh } from "../mesh.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";
import { selects } from "../objects/select.ts";
import { surelyTogether } from "./surely-together.ts";

/**
 * Whether two policies of one namespace, or one of the root namespace and another, are certain to be for some of the same pods:
 * by a common target, by labels, or by a pod of the inputs.
 */
export function areForSamePods(
  one: AuthorizationPolicy,
  other: AuthorizationPolicy,
  mesh: Mesh,
): boolean {
  if (one.targetRefs.length > 0 || other.targetRefs.length > 0)
    return surelyTogether(one.resource, other.resource) && shareTarget(one, other);
  return (
    selects(one.selector, other.selector) ||
    selects(other.selector, one.selector) ||
    sharePod(one, other, mesh)
  );
}

function shareTarget(one: AuthorizationPolicy, other: AuthorizationPolicy): boolean {
  const targets = new Set(targetsOf(one));
  return targetsOf(other).some((it) => targets.has(it));
}

function targetsOf({ targetRefs }: AuthorizationPolicy): readonly string[] {
  return targetRefs.map((it) =>
    ["group", "kind", "name", "sectionName"].map((key) => it.get(key)?.text ?? "").join("/"),
  );
}

function sharePod(other: AuthorizationPolicy, policy: AuthorizationPolicy, mesh: Mesh): boolean {
  const pods = new Set(mesh.workloadsUnder(other));
  return mesh
    .workloadsUnder(policy)
    .some((pod) => pods.has(pod) && surelyTogether(pod.resource, policy.resource));
}
