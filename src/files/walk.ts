import { realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import fastGlob from "fast-glob";

/** A file by an absolute path that leads to it, and by its one real path. */
export interface WalkedFile {
  readonly path: string;
  readonly real: string;
}

export interface Walk {
  readonly files: readonly WalkedFile[];
  readonly unreadable: readonly string[];
}

interface Target extends WalkedFile {
  readonly isFolder: boolean;
}

interface Found {
  readonly path: string;
  readonly isLink: boolean;
}

interface Listing {
  readonly found: readonly Found[];
  readonly unreadable: readonly string[];
}

const manifestFile = /\.(?:ya?ml|json)$/i;

/**
 * The YAML and JSON files below a folder. Hidden files and folders and `node_modules` are left out. Links are
 * followed, each real folder once, so loops end.
 */
export function walkFolder(folder: string): Walk {
  const files: WalkedFile[] = [];
  const unreadable: string[] = [];
  const visited = new Set<string>();
  const waiting = [folder];
  for (let root = waiting.shift(); root !== undefined; root = waiting.shift()) {
    const real = realpathSync(root);
    if (visited.has(real)) continue;
    visited.add(real);
    const listing = list("**/*", root);
    const linked = linksOf(listing, root);
    unreadable.push(...listing.unreadable);
    waiting.push(...linked.filter(({ isFolder }) => isFolder).map(({ path }) => path));
    files.push(...filesOf(listing, { root, real }));
    files.push(...linked.filter(({ path, isFolder }) => !isFolder && manifestFile.test(path)));
  }
  return { files, unreadable };
}

function filesOf(
  { found }: Listing,
  folder: { readonly root: string; readonly real: string },
): readonly WalkedFile[] {
  return found
    .filter(({ path, isLink }) => !isLink && manifestFile.test(path))
    .map(({ path }) => ({ path: join(folder.root, path), real: join(folder.real, path) }));
}

function linksOf({ found }: Listing, folder: string): readonly Target[] {
  return found
    .filter(({ isLink }) => isLink)
    .flatMap(({ path }) => followLink(join(folder, path)) ?? []);
}

/** The YAML and JSON files that a glob names. */
export function walkGlob(glob: string, workingFolder: string): Walk {
  const { found, unreadable } = list(glob, workingFolder);
  const files = found
    .filter(({ path }) => manifestFile.test(path))
    .flatMap(({ path }) => {
      const target = followLink(isAbsolute(path) ? path : join(workingFolder, path));
      return target === undefined || target.isFolder ? [] : [target];
    });
  return { files, unreadable };
}

/** Files and links by their paths in `folder`; folders that cannot be opened are named and passed over. */
function list(glob: string, folder: string): Listing {
  const unreadable: string[] = [];
  for (;;) {
    const closed = unreadable.map((path) => fastGlob.escapePath(relative(folder, path)));
    if (closed.includes("")) return { found: [], unreadable };
    try {
      const entries = fastGlob.sync(glob, {
        cwd: folder,
        followSymbolicLinks: false,
        ignore: ["**/node_modules/**", ...closed.flatMap((path) => [path, `${path}/**`])],
        objectMode: true,
        onlyFiles: false,
      });
      const found = entries
        .filter(({ dirent }) => dirent.isFile() || dirent.isSymbolicLink())
        .map(({ path, dirent }) => ({ path, isLink: dirent.isSymbolicLink() }));
      return { found, unreadable };
    } catch (error) {
      const path = closedFolder(error);
      if (path === undefined || unreadable.includes(path)) throw error;
      unreadable.push(path);
    }
  }
}

function closedFolder(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("path" in error)) return undefined;
  return typeof error.path === "string" ? error.path : undefined;
}

/** What a link leads to; `undefined` if it leads nowhere or to something that is no file. */
function followLink(path: string): Target | undefined {
  try {
    const stats = statSync(path);
    if (!stats.isDirectory() && !stats.isFile()) return undefined;
    return { path, real: realpathSync(path), isFolder: stats.isDirectory() };
  } catch {
    return undefined;
  }
}
