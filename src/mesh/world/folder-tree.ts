const slash = 47;

/** How near two files are: by the folders that their paths have in common. */
export function nearness(left: string, right: string): number {
  if (left === right) return Infinity;
  let depth = 0;
  let at = 0;
  while (left.charCodeAt(at) === right.charCodeAt(at)) {
    if (left.charCodeAt(at) === slash) depth += 1;
    at += 1;
  }
  // The same folder is nearer than a folder below it.
  const isSameFolder = !left.includes("/", at) && !right.includes("/", at);
  return depth * 2 + (isSameFolder ? 1 : 0);
}

/** The places of files in a list, by folder. */
export interface FolderTree {
  /** Of all in the folder and below it. */
  readonly places: number[];
  /** Of those in the folder itself, by path. */
  readonly files: Map<string, number[]>;
  readonly below: Map<string, FolderTree>;
}

export function folderTree(paths: readonly string[]): FolderTree {
  const root = emptyFolder();
  for (const [place, path] of paths.entries()) {
    let here = root;
    here.places.push(place);
    for (const name of foldersOf(path)) {
      const next = here.below.get(name) ?? emptyFolder();
      here.below.set(name, next);
      next.places.push(place);
      here = next;
    }
    const known = here.files.get(path);
    if (known) known.push(place);
    else here.files.set(path, [place]);
  }
  return root;
}

/** The places of the files that are nearest to a path, as `nearness` says. */
export function nearestPlaces(path: string, tree: FolderTree): readonly number[] {
  let here = tree;
  for (const name of foldersOf(path)) {
    const next = here.below.get(name);
    if (next === undefined) return here.places;
    here = next;
  }
  const inFile = here.files.get(path);
  if (inFile) return inFile;
  if (here.files.size === 0) return here.places;
  return [...here.files.values()].flat().toSorted((left, right) => left - right);
}

function foldersOf(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}

function emptyFolder(): FolderTree {
  return { places: [], files: new Map(), below: new Map() };
}
