import { normalize } from "node:path";
import fastGlob from "fast-glob";
import type { LinkBound } from "./bounds.ts";
import { followLink, isManifestFile, type FoundFile } from "./found-file.ts";

export interface Matches {
  readonly files: readonly FoundFile[];
  /** Links that lead further than they may, by absolute path. */
  readonly outside: readonly string[];
}

/** The YAML and JSON files that a glob names; throws if a folder on the way cannot be opened. Linked folders are not followed, so loops end. */
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
    .filter(isManifestFile)
    .flatMap((path) => {
      const target = followLink(normalize(path));
      return target === undefined || target.isFolder ? [] : [target];
    });
  return {
    files: found.filter(({ real }) => mayLead(real)),
    outside: found.filter(({ real }) => !mayLead(real)).map(({ path }) => path),
  };
}
