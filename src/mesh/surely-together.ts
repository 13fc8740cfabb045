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

function folderOf({ document }: Resource): string {
  const { path } = document.source;
  return path.slice(0, path.lastIndexOf("/") + 1);
}
