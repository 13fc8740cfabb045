import { existsSync, statSync } from "node:fs";
import native, { join, resolve, type PlatformPath } from "node:path";
import { foldersUpFrom } from "./bounds.ts";

export const configNames = [".istio-grpc-lint.yaml", ".istio-grpc-lint.yml"] as const;

/** Configuration files that apply, by absolute path: one, none, or both names in one folder. */
export function findConfig(paths: readonly string[], workingFolder: string): readonly string[] {
  for (const folder of foldersUpFrom(commonFolder(paths, workingFolder))) {
    const found = configNames.map((name) => join(folder, name)).filter((path) => existsSync(path));
    // Nothing above the repository is part of it.
    if (found.length > 0 || existsSync(join(folder, ".git"))) return found;
  }
  return [];
}

/** The file of a package that is installed for a folder, absolute; where it would be, if it is not. */
export function installedFile(name: string, file: string, folder: string): string {
  const places = foldersUpFrom(folder).map((it) => join(it, "node_modules", name, file));
  return places.find((path) => existsSync(path)) ?? join(folder, "node_modules", name, file);
}

/** The innermost folder that holds all paths; of a glob counts what comes before its first sign. */
function commonFolder(paths: readonly string[], workingFolder: string): string {
  const [first = workingFolder, ...others] = paths.map((path) => folderAround(path, workingFolder));
  return others.reduce((left, right) => sharedFolder(left, right), first);
}

/** The innermost folder that holds two others; the root of the first where they share none, as on two drives. */
export function sharedFolder(left: string, right: string, platform: PlatformPath = native): string {
  const steps = left.split(platform.sep);
  const rightSteps = right.split(platform.sep);
  const parted = steps.findIndex((step, index) => step !== rightSteps[index]);
  const shared = parted < 0 ? steps : steps.slice(0, parted);
  return shared.length <= 1 ? platform.parse(left).root : shared.join(platform.sep);
}

/** The innermost folder that exists on the way to a path or glob. */
export function folderAround(path: string, workingFolder: string): string {
  const absolute = resolve(workingFolder, plainPart(path));
  const found = foldersUpFrom(absolute).find(isFolder);
  return found ?? workingFolder;
}

/** The folders of a path that stand before the first sign of a glob. */
function plainPart(path: string): string {
  const sign = path.search(/[*?[{(]/);
  if (sign === -1) return path;
  const slash = Math.max(path.lastIndexOf("/", sign), path.lastIndexOf("\\", sign));
  return path.slice(0, slash + 1);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // Below a file or a closed folder.
    return false;
  }
}
