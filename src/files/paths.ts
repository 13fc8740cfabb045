import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** An absolute path as it is reported: relative to the working folder if it is inside, with `/`. */
export function reportedPath(path: string, workingFolder: string): string {
  const inside = relative(workingFolder, path);
  const outside = inside === "" || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return (outside ? path : inside).replaceAll(sep, "/");
}

/** `path`, relative to one folder, as seen from another, with `/`. */
export function pathBetween(path: string, from: string, to: string): string {
  return relative(to, resolve(from, path)).replaceAll(sep, "/");
}

export function exists(path: string, workingFolder: string): boolean {
  return existsSync(resolve(workingFolder, path));
}
