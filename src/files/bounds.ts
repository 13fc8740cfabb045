import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, parse, relative, resolve, sep } from "node:path";

/** A folder and all around it, from the inside out. */
export function foldersUpFrom(folder: string): readonly string[] {
  const { root } = parse(folder);
  const folders = [folder];
  for (let here = folder; here !== root; here = dirname(here)) folders.push(dirname(here));
  return folders;
}

/** The innermost repository that a folder lies in; `undefined` outside any. */
export function repositoryAround(folder: string): string | undefined {
  return foldersUpFrom(folder).find((it) => existsSync(join(it, ".git")));
}

/** Whether a path is below a folder; both are real. */
export function isInside(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== "" && inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || isInside(path, folder);
}

/**
 * Whether a path that lies in a repository leads out of it, through a link. A link is one file of a pull request, and
 * must give it no other file of the machine. Throws for what does not exist.
 */
export function leavesRepository(path: string): boolean {
  const real = realpathSync(path);
  if (real === path) return false;
  const repository = repositoryAround(dirname(path));
  return repository !== undefined && !isWithin(real, realpathSync(repository));
}

export const leavesReason = "its symbolic link points outside the repository";

/** Tells which real paths links below a folder may lead to. */
export type LinkBound = (real: string) => boolean;

/**
 * What is in the repository of a folder; outside any, what is below the folder itself, or below the working folder
 * where that is around it.
 */
export function linkBound(folder: string, workingFolder: string): LinkBound {
  const around = isWithin(folder, workingFolder) ? workingFolder : folder;
  const roots = [repositoryAround(folder) ?? around, folder].map((it) => realpathSync(it));
  return (real) => roots.some((root) => isWithin(real, root));
}

/** Where a file is that need not exist: links on the way to it are followed, and not the file. */
export function throughFolders(path: string, workingFolder: string): string {
  const absolute = resolve(workingFolder, path);
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute));
  } catch {
    // A folder that is not there leads nowhere else.
    return absolute;
  }
}

/**
 * Whether a file that a configuration in `folder` names is in the same repository; outside any, below the folder.
 */
export function isHeld(path: string, folder: string): boolean {
  const root = repositoryAround(folder);
  if (root === undefined) return isInside(path, folder);
  if (existsSync(path) && leavesRepository(path)) return false;
  return isInside(throughFolders(path, folder), realpathSync(root));
}
