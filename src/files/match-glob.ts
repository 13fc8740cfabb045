import { normalize } from "node:path";
import fastGlob from "fast-glob";
import type { LinkBound } from "./bounds.ts";
import {
  followLink,
  isManifestFile,
  isProtoFile,
  isScriptFile,
  type FoundFile,
} from "./found-file.ts";

export interface Matches {
  readonly files: readonly FoundFile[];
  /** Those that may define RPCs. */
  readonly protos: readonly FoundFile[];
  /** Links that lead further than they may, by absolute path. */
  readonly outside: readonly string[];
}

/** The YAML and JSON files that a glob names, and those that may define RPCs; throws if a folder on the way cannot be opened. Linked folders are not followed, so loops end. */
export function matchGlob(glob: string, workingFolder: string, mayLead: LinkBound): Matches {
  const found = fastGlob
    .sync(glob, {
      absolute: true,
      cwd: workingFolder,
      followSymbolicLinks: false,
      ignore: ["**/node_modules/**"],
      // Links are no files to fast-glob.
      onlyFiles: false,
    })
    .filter((path) => isManifestFile(path) || isProtoFile(path) || isScriptFile(path))
    .flatMap((path) => {
      const target = followLink(normalize(path));
      return target === undefined || target.isFolder ? [] : [target];
    });
  const within = found.filter(({ real }) => mayLead(real));
  return {
    files: within.filter(({ path }) => isManifestFile(path)),
    protos: within.filter(({ path }) => isProtoFile(path) || isScriptFile(path)),
    outside: found.filter(({ real }) => !mayLead(real)).map(({ path }) => path),
  };
}
