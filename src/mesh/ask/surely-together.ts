import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import { folderOf, sameDeployment } from "../world/same-deployment.ts";

/**
 * Whether two resources are certain to land in one namespace: both say so, or neither of two neighbours in a
 * folder says otherwise. Labels alone prove nothing across the folders of a large repository.
 */
export function surelyTogether(left: Resource, right: Resource): boolean {
  if (sameDeployment(left, right) === "no") return false;
  if (left.namespace !== undefined && right.namespace !== undefined) {
    return left.namespace === right.namespace;
  }
  return folderOf(left) === folderOf(right);
}

/** Whether a policy is certain to be in force where `resource` is: those of the root namespace are everywhere. */
export function surelyApplies(policy: Resource, resource: Resource, mesh: Mesh): boolean {
  return policy.namespace === mesh.config().rootNamespace || surelyTogether(policy, resource);
}
