import type { Resource } from "../manifest/resource.ts";

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

function folderOf({ document }: Resource): readonly string[] {
  return document.source.path.split("/").slice(0, -1);
}

function areNear(left: readonly string[], right: readonly string[]): boolean {
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared += 1;
  const beside = left.length - shared <= 1 && right.length - shared <= 1;
  return beside || shared === Math.min(left.length, right.length);
}
