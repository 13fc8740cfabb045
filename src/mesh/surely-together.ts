import type { Resource } from "../manifest/resource.ts";

/**
 * Whether two resources are certain to land in one namespace: both say so, or neither of two neighbours in a
 * folder says otherwise. Labels alone prove nothing across the folders of a large repository.
 */
export function surelyTogether(left: Resource, right: Resource): boolean {
  if (left.namespace !== undefined && right.namespace !== undefined) {
    return left.namespace === right.namespace;
  }
  return folderOf(left) === folderOf(right);
}

/** MeshConfig's default; policies there hold for the whole mesh. */
const rootNamespace = "istio-system";

/** Whether a policy is certain to be in force where `resource` is. */
export function surelyApplies(policy: Resource, resource: Resource): boolean {
  return policy.namespace === rootNamespace || surelyTogether(policy, resource);
}

function folderOf({ document }: Resource): string {
  const { path } = document.source;
  return path.slice(0, path.lastIndexOf("/") + 1);
}
