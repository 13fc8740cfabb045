import { existsSync } from "node:fs";
import native, { type PlatformPath } from "node:path";

/** How paths that lead out of the working folder are reported: as those who named them wrote them. */
export type PathStyle = "relative" | "absolute";

/** The style of paths and globs that somebody wrote: absolute if all of them are. */
export function pathStyle(written: readonly string[], platform = native): PathStyle {
  const isAbsolute = written.length > 0 && written.every((path) => platform.isAbsolute(path));
  return isAbsolute ? "absolute" : "relative";
}

/**
 * An absolute path as it is reported, with `/`: relative to the working folder, so that a file inside has one name
 * however it is found. What is outside has the style it was asked for in, and is absolute on another drive.
 */
export function reportedPath(
  path: string,
  workingFolder: string,
  style: PathStyle = "relative",
  platform: PlatformPath = native,
): string {
  // Nearly all are inside, and working out what leads from one folder to another takes a while.
  const inside = `${workingFolder}${platform.sep}`;
  if (path.startsWith(inside)) return slashed(path.slice(inside.length), platform);
  const found = platform.relative(workingFolder, path);
  const leaves = found === ".." || found.startsWith(`..${platform.sep}`);
  const isOutside = leaves || platform.isAbsolute(found);
  const reported = isOutside && style === "absolute" ? path : found;
  return reported === "" ? "." : slashed(reported, platform);
}

/** `reportedPath` for the many files below a folder: what leads there is worked out once. */
export function reportedBelow(
  folder: string,
  workingFolder: string,
  style: PathStyle = "relative",
  platform: PlatformPath = native,
): (path: string) => string {
  const below = withEnd(folder, platform);
  const reported = (path: string): string => reportedPath(path, workingFolder, style, platform);
  // From inside the folder, what leads to a file depends on the file.
  if (withEnd(workingFolder, platform).startsWith(below)) return reported;
  const start = withEnd(reported(folder), platform);
  return (path) =>
    path.startsWith(below) ? slashed(start + path.slice(below.length), platform) : reported(path);
}

function withEnd(folder: string, { sep }: PlatformPath): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

/** `path`, relative to one folder, as seen from another, with `/`. */
export function pathBetween(path: string, from: string, to: string, platform = native): string {
  return slashed(platform.relative(to, platform.resolve(from, path)), platform);
}

/** A path with `/` between folders, whatever the platform has there. */
export function slashed(path: string, { sep }: PlatformPath = native): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

export function exists(path: string, workingFolder: string): boolean {
  return existsSync(native.resolve(workingFolder, path));
}
