import type { Resource } from "../../manifest/resource.ts";
<<<<<<< HEAD

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
=======
import { gather } from "../../collections/gather.ts";
import { groupBy } from "../../collections/group-by.ts";
import { folderIn, folderOf, sameDeployment } from "./same-deployment.ts";

/** Finds those of `resources` that are together with another, without looking at folders far away. */
export function togetherWith(
  resources: readonly Resource[],
): (from: Resource) => readonly Resource[] {
  const inside = groupBy(resources, folderOf);
  const folders = gather([...inside.keys()], (folder) =>
    [folder, ...foldersAbove(folder)].map((around) => ({ around, folder })),
  );
  const within = groupBy(folders, ({ around }) => around);
  return (from) => {
    const beside = folderIn(folderOf(from));
    const below = (within.get(beside) ?? []).map(({ folder }) => folder);
    return [...foldersAbove(beside), ...below]
      .flatMap((folder) => inside.get(folder) ?? [])
      .filter((it) => sameDeployment(it, from) === "certain");
  };
}

/** The outermost last; of the outermost there are none. */
function foldersAbove(folder: string): readonly string[] {
  if (folder === "") return [];
  const parent = folderIn(folder);
  return [parent, ...foldersAbove(parent)];
>>>>>>> e3d1eb9b1941fa907fdd400ce647f0a39ab140d1
}
