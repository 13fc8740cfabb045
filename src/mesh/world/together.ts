import type { Resource } from "../../manifest/resource.ts";

/**
 * Whether two resources surely belong to one deployment: both write a namespace or neither does, and their files
 * are in one folder, or one folder below another or beside it. Resources far apart may be parts of two projects.
 */
export function areTogether(left: Resource, right: Resource): boolean {
  return (
    (left.namespace === undefined) === (right.namespace === undefined) &&
    areNear(folderOf(left), folderOf(right))
  );
}

function folderOf({ document }: Resource): string {
  const { path } = document.source;
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** One folder, one above the other, or two in one folder. */
function areNear(left: string, right: string): boolean {
  return (
    left === right ||
    isAbove(left, right) ||
    isAbove(right, left) ||
    parentOf(left) === parentOf(right)
  );
}

function isAbove(folder: string, other: string): boolean {
  return folder === "" || other.startsWith(`${folder}/`);
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(folder.lastIndexOf("/"), 0));
}
