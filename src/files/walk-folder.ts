import { readdirSync, realpathSync, type Dirent } from "node:fs";
import { sep } from "node:path";
import { followLink, isManifestFile, type FoundFile } from "./found-file.ts";

export interface Walk {
  readonly files: readonly FoundFile[];
  /** Folders that cannot be opened, by absolute path. */
  readonly unreadable: readonly string[];
  /** All folders on the way, by real path. */
  readonly visited: ReadonlySet<string>;
}

interface Folder {
  readonly path: string;
  readonly real: string;
}

/** What a walk has found so far. */
interface Progress {
  readonly files: FoundFile[];
  readonly unreadable: string[];
  readonly visited: Set<string>;
  readonly folders: Folder[];
  /** Looked at last, so that what is also found without a link keeps its plain path. */
  readonly links: string[];
}

/**
 * The YAML and JSON files below a folder. Hidden files and folders and `node_modules` are left out. Links are
 * followed, each real folder once, so loops end. Ten times as fast as a glob over everything.
 */
export function walkFolder(path: string): Walk {
  const progress: Progress = {
    files: [],
    unreadable: [],
    visited: new Set(),
    folders: [],
    links: [],
  };
  progress.folders.push({ path, real: realpathSync(path) });
  for (;;) {
    const folder = progress.folders.pop();
    if (folder !== undefined) {
      visit(folder, progress);
      continue;
    }
    const link = progress.links.shift();
    if (link === undefined) return progress;
    follow(link, progress);
  }
}

function visit(folder: Folder, progress: Progress): void {
  if (progress.visited.has(folder.real)) return;
  progress.visited.add(folder.real);
  for (const entry of entriesOf(folder, progress)) {
    const { name } = entry;
    if (name.startsWith(".") || name === "node_modules") continue;
    if (entry.isSymbolicLink()) progress.links.push(under(folder.path, name));
    else if (entry.isDirectory()) progress.folders.push(below(folder, name));
    else if (entry.isFile() && isManifestFile(name)) progress.files.push(below(folder, name));
  }
}

function entriesOf({ path }: Folder, { unreadable }: Progress): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    unreadable.push(path);
    return [];
  }
}

function below({ path, real }: Folder, name: string): Folder {
  return { path: under(path, name), real: under(real, name) };
}

/** As `join`, which takes longer than reading the folder. */
function under(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

function follow(link: string, { files, folders }: Progress): void {
  const target = followLink(link);
  if (target === undefined) return;
  if (target.isFolder) folders.push(target);
  else if (isManifestFile(link)) files.push(target);
}
