import { realpathSync, statSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import type { FoundFile } from "./found-file.ts";
import { pathStyle, reportedBelow, slashed } from "./paths.ts";
import { walkFolder } from "./walk-folder.ts";

/** What the paths and globs of a command line stand for. */
export interface Discovery {
  /** Sorted, as they are reported. Each real file once. */
  readonly files: readonly string[];
  /** Paths and globs that name nothing that exists. */
  readonly unmatched: readonly string[];
  /** Folders in which no YAML or JSON file was found. */
  readonly empty: readonly string[];
  readonly unreadableFolders: readonly string[];
  /** The one real path of each file, absolute. */
  readonly realPaths: ReadonlyMap<string, string>;
  /** Files that were named themselves, and not only found in a folder or by a glob. */
  readonly namedFiles: readonly string[];
}

interface Resolved {
  readonly operand: string;
  /** `undefined` where nothing has that name. */
  readonly matches: readonly FoundFile[] | undefined;
  readonly isFile: boolean;
  readonly unreadable: readonly string[];
  /** An absolute path of one of them as it is reported. */
  readonly reported: (path: string) => string;
}

/** Finds the files to read. Files named one by one are taken as they are; folders and globs
 * stand for the YAML and JSON files in them. */
export async function discover(
  operands: readonly string[],
  workingFolder: string,
): Promise<Discovery> {
  const resolved: Resolved[] = [];
  for (const operand of operands) resolved.push(await resolveOperand(operand, workingFolder));
  const byRealPath = new Map<string, string>();
  for (const { matches = [], reported } of resolved) {
    for (const { path, real } of matches) {
      if (!byRealPath.has(real)) byRealPath.set(real, reported(path));
    }
  }
  const named = ({ matches: found }: Resolved): boolean => found !== undefined;
  return {
    files: [...byRealPath.values()].toSorted(compareText),
    unmatched: resolved.filter((it) => !named(it)).map(({ operand }) => operand),
    empty: resolved
      .filter(({ matches: found, unreadable }) => found?.length === 0 && unreadable.length === 0)
      .map(({ operand }) => operand),
    unreadableFolders: resolved.flatMap(({ unreadable, reported }) => unreadable.map(reported)),
    realPaths: new Map([...byRealPath].map(([real, path]) => [path, real])),
    namedFiles: resolved
      .filter(({ isFile }) => isFile)
      .flatMap((it) => (it.matches ?? []).map(({ path }) => it.reported(path))),
  };
}

async function resolveOperand(operand: string, workingFolder: string): Promise<Resolved> {
  const path = resolve(workingFolder, operand);
  const reported = reportedBelow(path, workingFolder, pathStyle([operand]));
  const stats = statsOf(path);
  if (stats === undefined) return { ...(await resolveGlob(operand, workingFolder)), reported };
  if (!stats.isDirectory()) {
    const matches = [{ path, real: realpathSync(path) }];
    return { operand, matches, isFile: true, unreadable: [], reported };
  }
  const { files, unreadable } = walkFolder(path);
  return { operand, matches: files, isFile: false, unreadable, reported };
}

async function resolveGlob(
  operand: string,
  workingFolder: string,
): Promise<Omit<Resolved, "reported">> {
  const unmatched = { operand, matches: undefined, isFile: false, unreadable: [] };
  if (!/[*?[{(]/.test(operand)) return unmatched;
  const { matchGlob } = await import("./match-glob.ts");
  try {
    const matches = matchGlob(slashed(operand), workingFolder);
    return matches.length === 0 ? unmatched : { ...unmatched, matches };
  } catch (error) {
    const folder = closedFolder(error);
    if (folder === undefined) throw error;
    return { ...unmatched, matches: [], unreadable: [folder] };
  }
}

/** The folder that an error of the file system is about. */
function closedFolder(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("path" in error)) return undefined;
  return typeof error.path === "string" ? error.path : undefined;
}

/** `undefined` for what does not exist, dangling links included. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Below a file or an unreadable folder, or too long: reading it tells why.
    return undefined;
  }
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
