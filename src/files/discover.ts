import { realpathSync, statSync, type Stats } from "node:fs";
import { parse, resolve } from "node:path";
import { leavesReason, leavesRepository, linkBound, repositoryAround } from "./bounds.ts";
import { folderAround } from "./find-config.ts";
import { isProtoFile, isScriptFile, type FoundFile } from "./found-file.ts";
import type { GitIgnore } from "./git-ignore.ts";
import { pathStyle, reportedBelow, slashed } from "./paths.ts";
import { reasonOf, type Unreadable } from "./read.ts";
import { walkFolder } from "./walk-folder.ts";

/** What the paths and globs of a command line stand for. */
export interface Discovery {
  /** Sorted, as they are reported. Each real file once. */
  readonly files: readonly string[];
  /** Files that may define RPCs, each real one once. */
  readonly protos: readonly FoundFile[];
  /** Paths and globs that name nothing that exists. */
  readonly unmatched: readonly string[];
  /** Folders in which no YAML or JSON file was found. */
  readonly empty: readonly string[];
  /** Folders that cannot be opened, and paths that cannot be asked for. */
  readonly unreadable: readonly Unreadable[];
  /** Links that were not followed, because they lead out of the repository or of the folder that was asked for. */
  readonly outside: readonly string[];
  /** Roots of file systems, and folders that hold more than is looked through. */
  readonly endless: readonly string[];
  /** The one real path of each file, absolute. */
  readonly realPaths: ReadonlyMap<string, string>;
  /** Files that were named themselves, and not only found in a folder or by a glob. */
  readonly namedFiles: readonly string[];
}

interface Resolved {
  readonly operand: string;
  /** `undefined` where nothing has that name. */
  readonly matches: readonly FoundFile[] | undefined;
  readonly protos: readonly FoundFile[];
  readonly isFile: boolean;
  /** By absolute path. */
  readonly unreadable: readonly Unreadable[];
  readonly outside: readonly string[];
  readonly isEndless: boolean;
  /** An absolute path of one of them as it is reported. */
  readonly reported: (path: string) => string;
}

/** Finds the files to read. Files named one by one are taken as they are; folders and globs
 * stand for the YAML and JSON files in them. */
export async function discover(
  operands: readonly string[],
  workingFolder: string,
  { useGitIgnore = true }: { readonly useGitIgnore?: boolean } = {},
): Promise<Discovery> {
  const isIgnored = useGitIgnore
    ? await loadGitIgnore(
        operands
          .filter((it) => !isOneFile(it, workingFolder))
          .map((it) => folderAround(it, workingFolder)),
      )
    : undefined;
  const resolved: Resolved[] = [];
  for (const operand of operands) {
    resolved.push(await resolveOperand(operand, workingFolder, isIgnored));
  }
  const byRealPath = new Map<string, string>();
  for (const { matches = [], reported } of resolved) {
    for (const { path, real } of matches) {
      if (!byRealPath.has(real)) byRealPath.set(real, reported(path));
    }
  }
  const named = ({ matches: found }: Resolved): boolean => found !== undefined;
  return {
    files: [...byRealPath.values()].toSorted(compareText),
    protos: protosIn(resolved),
    unmatched: resolved.filter((it) => !named(it)).map(({ operand }) => operand),
    empty: resolved.filter(isEmpty).map(({ operand }) => operand),
    unreadable: resolved.flatMap(({ unreadable, reported }) =>
      unreadable.map(({ path, reason }) => ({ path: reported(path), reason })),
    ),
    outside: resolved.flatMap(({ outside, reported }) => outside.map(reported)),
    endless: resolved.filter(({ isEndless }) => isEndless).map(({ operand }) => operand),
    realPaths: new Map([...byRealPath].map(([real, path]) => [path, real])),
    namedFiles: resolved
      .filter(({ isFile }) => isFile)
      .flatMap((it) => [...(it.matches ?? []), ...it.protos].map(({ path }) => it.reported(path))),
  };
}

function isEmpty({ matches, protos, unreadable, isFile }: Resolved): boolean {
  const isWithoutRpcs = protos.every(({ path }) => isScriptFile(path));
  return !isFile && matches?.length === 0 && isWithoutRpcs && unreadable.length === 0;
}

function protosIn(resolved: readonly Resolved[]): readonly FoundFile[] {
  const byRealPath = new Map<string, FoundFile>();
  for (const { protos, reported } of resolved) {
    for (const { path, real } of protos) {
      if (!byRealPath.has(real)) byRealPath.set(real, { path: reported(path), real });
    }
  }
  return [...byRealPath.values()];
}

/** Loaded only for folders and globs within a repository: most runs are for the one file that changed. */
async function loadGitIgnore(folders: readonly string[]): Promise<GitIgnore | undefined> {
  if (!folders.some((it) => repositoryAround(it) !== undefined)) return undefined;
  const { gitIgnore } = await import("./git-ignore.ts");
  return gitIgnore();
}

async function resolveOperand(
  operand: string,
  workingFolder: string,
  isIgnored: GitIgnore | undefined,
): Promise<Resolved> {
  const path = resolve(workingFolder, operand);
  const reported = reportedBelow(path, workingFolder, pathStyle([operand]));
  const nothing = {
    operand,
    protos: [],
    isFile: false,
    unreadable: [],
    outside: [],
    isEndless: false,
    reported,
  };
  const stats = statsOf(path);
  if (stats === undefined) {
    const found = await resolveGlob(operand, workingFolder);
    const matches = found.matches?.filter((it) => isIgnored?.(it.path, false) !== true);
    return { ...nothing, ...found, matches };
  }
  if (typeof stats === "string") {
    return { ...nothing, matches: [], unreadable: [{ path, reason: stats }] };
  }
  if (leavesRepository(path)) {
    return { ...nothing, matches: [], unreadable: [{ path, reason: leavesReason }] };
  }
  if (!stats.isDirectory()) {
    const found = [{ path, real: realpathSync(path) }];
    const [matches, protos] = isProtoFile(path) || isScriptFile(path) ? [[], found] : [found, []];
    return { ...nothing, matches, protos, isFile: true };
  }
  if (isRoot(realpathSync(path))) return { ...nothing, matches: [], isEndless: true };
  const mayLead = linkBound(path, workingFolder);
  const { files, ...walk } = walkFolder(path, { mayLead, ...(isIgnored && { isIgnored }) });
  return { ...nothing, ...walk, matches: files };
}

async function resolveGlob(
  operand: string,
  workingFolder: string,
): Promise<Pick<Resolved, "matches"> & Partial<Resolved>> {
  if (!/[*?[{(]/.test(operand)) return { matches: undefined };
  const { matchGlob } = await import("./match-glob.ts");
  const mayLead = linkBound(folderAround(operand, workingFolder), workingFolder);
  try {
    const { files, protos, outside } = matchGlob(slashed(operand), workingFolder, mayLead);
    const isUnmatched = files.length + protos.length + outside.length === 0;
    return { matches: isUnmatched ? undefined : files, protos, outside };
  } catch (error) {
    const path = closedFolder(error);
    if (path === undefined) throw error;
    return { matches: [], unreadable: [{ path, reason: reasonOf(error) }] };
  }
}

function isOneFile(operand: string, workingFolder: string): boolean {
  const stats = statsOf(resolve(workingFolder, operand));
  return typeof stats === "object" && !stats.isDirectory();
}

function isRoot(path: string): boolean {
  return parse(path).root === path;
}

/** The folder that an error of the file system is about. */
function closedFolder(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("path" in error)) return undefined;
  return typeof error.path === "string" ? error.path : undefined;
}

/** `undefined` for what does not exist, dangling links included; the reason as a phrase where nobody can tell. */
function statsOf(path: string): Stats | string | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Below a file there is nothing.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOTDIR" ? undefined : reasonOf(error);
  }
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
