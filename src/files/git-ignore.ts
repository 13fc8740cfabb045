import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import ignore from "ignore";
import { slashed } from "./paths.ts";

/** Whether git leaves a file or folder out of the repository that it lies in. */
export type GitIgnore = (path: string, isFolder: boolean) => boolean;

/** The rules of one folder, which come before those of the folders around it. */
interface Level {
  readonly folder: string;
  readonly rules: ignore.Ignore;
  readonly around: Level | undefined;
}

interface Place {
  readonly isInRepository: boolean;
  readonly level: Level | undefined;
}

/**
 * Reads `.gitignore` of each folder of a repository, and `.git/info/exclude`, when they are first needed. Outside of any
 * repository nothing is left out.
 */
export function gitIgnore(): GitIgnore {
  const places = new Map<string, Place>();
  const placeOf = (folder: string): Place => {
    const known = places.get(folder);
    if (known) return known;
    const place = read(folder);
    places.set(folder, place);
    return place;
  };
  const read = (folder: string): Place => {
    const isRoot = existsSync(join(folder, ".git"));
    const parent = dirname(folder);
    const isEnd = isRoot || parent === folder;
    const { isInRepository, level } = isEnd
      ? { isInRepository: isRoot, level: undefined }
      : placeOf(parent);
    if (!isInRepository) return { isInRepository, level };
    const text = [
      ...(isRoot ? textOf(join(folder, ".git", "info", "exclude")) : []),
      ...textOf(join(folder, ".gitignore")),
    ].join("\n");
    if (text.trim() === "") return { isInRepository, level };
    return { isInRepository, level: { folder, rules: ignore().add(text), around: level } };
  };
  return (path, isFolder) => isLeftOut(path, isFolder, placeOf(dirname(path)).level);
}

/** The innermost folder that says something of a path decides. */
function isLeftOut(path: string, isFolder: boolean, innermost: Level | undefined): boolean {
  for (let level = innermost; level !== undefined; level = level.around) {
    const start = level.folder.endsWith(sep) ? level.folder.length : level.folder.length + 1;
    const below = slashed(path.slice(start));
    const { ignored, unignored } = level.rules.test(isFolder ? `${below}/` : below);
    if (ignored || unignored) return ignored;
  }
  return false;
}

function textOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    return [readFileSync(path, "utf8")];
  } catch {
    // Git passes over what it cannot read as well.
    return [];
  }
}
