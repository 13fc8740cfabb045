import type { Resource } from "../../manifest/resource.ts";
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
}
