import { readdirSync, realpathSync, type Dirent } from "node:fs";
import { sep } from "node:path";
import type { LinkBound } from "./bounds.ts";
import {
  followLink,
  isManifestFile,
  isProtoFile,
  isScriptFile,
  type FoundFile,
} from "./found-file.ts";
import type { GitIgnore } from "./git-ignore.ts";
import { reasonOf, type Unreadable } from "./read.ts";

export interface Walk {
  readonly files: readonly FoundFile[];
  /** Those that may define RPCs. */
  readonly protos: readonly FoundFile[];
  /** Folders that cannot be opened, by absolute path. */
  readonly unreadable: readonly Unreadable[];
  /** Links that lead further than `mayLead` lets them, by absolute path. */
  readonly outside: readonly string[];
  /** All folders on the way, by real path. */
  readonly visited: ReadonlySet<string>;
  /** Whether there is more than anybody wants to have checked, as below `/`, and the walk was given up. */
  readonly isEndless: boolean;
}

/** How far a walk goes. */
export interface WalkBounds {
  readonly mayLead: LinkBound;
  /** What git leaves out is left out. */
  readonly isIgnored?: GitIgnore;
  readonly mostFiles?: number;
  readonly mostFolders?: number;
}

/** Repositories of companies stay far below these. */
export const walkLimits = { mostFiles: 100_000, mostFolders: 200_000 } as const;

interface Folder {
  readonly path: string;
  readonly real: string;
}

/** What a walk has found so far. */
interface Progress {
  readonly files: FoundFile[];
  readonly protos: FoundFile[];
  readonly unreadable: Unreadable[];
  readonly outside: string[];
  readonly visited: Set<string>;
  readonly folders: Folder[];
  /** Looked at last, so that what is also found without a link keeps its plain path. */
  readonly links: string[];
  readonly isIgnored: GitIgnore;
}

const nothingIgnored: GitIgnore = () => false;

/**
 * The YAML and JSON files below a folder. Hidden files and folders and `node_modules` are left out. Links are
 * followed as far as they may lead, each real folder once, so loops end. Ten times as fast as a glob over everything.
 */
export function walkFolder(path: string, bounds: WalkBounds): Walk {
  const { mostFiles, mostFolders, mayLead, isIgnored } = { ...walkLimits, ...bounds };
  const progress: Progress = {
    files: [],
    protos: [],
    unreadable: [],
    outside: [],
    visited: new Set(),
    folders: [],
    links: [],
    // A folder that was asked for is looked through, whatever git says of it.
    isIgnored: isIgnored?.(path, true) === false ? isIgnored : nothingIgnored,
  };
  progress.folders.push({ path, real: realpathSync(path) });
  for (;;) {
    const { files, visited } = progress;
    const isEndless = files.length > mostFiles || visited.size > mostFolders;
    if (isEndless) return { ...progress, isEndless };
    const folder = progress.folders.pop();
    if (folder !== undefined) {
      visit(folder, progress);
      continue;
    }
    const link = progress.links.shift();
    if (link === undefined) return { ...progress, isEndless };
    follow(link, progress, mayLead);
  }
}

function visit(folder: Folder, progress: Progress): void {
  if (progress.visited.has(folder.real)) return;
  progress.visited.add(folder.real);
  for (const entry of entriesOf(folder, progress)) {
    const { name } = entry;
    if (name.startsWith(".") || name === "node_modules") continue;
    const isFolder = entry.isDirectory();
    const list = isFolder ? progress.folders : entry.isFile() ? listFor(name, progress) : undefined;
    const isLink = entry.isSymbolicLink();
    if (list === undefined && !isLink) continue;
    const found = below(folder, name);
    if (progress.isIgnored(found.path, isFolder)) continue;
    if (isLink) progress.links.push(found.path);
    list?.push(found);
  }
}

/** Where a file of this name belongs, if anywhere. */
function listFor(name: string, { files, protos }: Progress): FoundFile[] | undefined {
  if (isManifestFile(name)) return files;
  return isProtoFile(name) || isScriptFile(name) ? protos : undefined;
}

function entriesOf({ path }: Folder, { unreadable }: Progress): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    unreadable.push({ path, reason: reasonOf(error) });
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

function follow(link: string, progress: Progress, mayLead: LinkBound): void {
  const target = followLink(link);
  const list = target?.isFolder === true ? progress.folders : listFor(link, progress);
  if (target === undefined || list === undefined) return;
  if (mayLead(target.real)) list.push(target);
  else progress.outside.push(link);
}
